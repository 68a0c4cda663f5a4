import { and, eq } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import type { Id } from '@/lib/id';
import { invariant } from '@/lib/invariant';

const { bankFiles, bankFileChunks } = schema;

/**
 * A stored file's bytes, a piece at a time; the next is fetched when the last was taken. For work on the file itself: whose it is, the
 * caller knows.
 *
 * @throws Error where a piece is missing: a part must not look like the whole
 */
export async function* readStoredFile(fileId: Id<'bankFile'>): AsyncGenerator<Uint8Array, void, void> {
  const [file] = await database().select({ bytes: bankFiles.bytes }).from(bankFiles).where(eq(bankFiles.id, fileId));
  invariant(file, 'a stored file is read');
  let sent = 0;
  for (let number = 0; sent < file.bytes; number += 1) {
    const [piece] = await database()
      .select({ bytes: bankFileChunks.bytes })
      .from(bankFileChunks)
      .where(and(eq(bankFileChunks.fileId, fileId), eq(bankFileChunks.number, number)));
    invariant(piece && piece.bytes.length > 0, 'every piece of a stored file is there');
    sent += piece.bytes.length;
    yield piece.bytes;
  }
}
