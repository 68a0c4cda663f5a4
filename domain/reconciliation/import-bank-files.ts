import { and, asc, eq, gt } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import { inJob, job } from '@/domain/job';
import type { Id } from '@/lib/id';
import { importFile } from './import-file';
import { claimBankFile } from './import-run';
import { readBankFile } from './read-bank-file';

const { bankFileChunks } = schema;

/**
 * Imports one bank file that waits: all of it, or nothing and the reason. A process that dies here leaves a file that falls silent; whoever
 * takes it up goes on behind the last line that is booked.
 *
 * @source design/differentiators.md X4, docs/decisions/0013-waiting-work-is-rows.md, docs/decisions/0019-bank-feed.md
 */
export const importBankFiles = job('import-bank-files', async () => {
  const run = await inJob(claimBankFile);
  if (!run) return 0;
  await importFile(run, () => readBankFile(run, chunksOf(run.id)));
  return 1;
});

/** The file's content, piece by piece. */
async function* chunksOf(fileId: Id<'bankFile'>): AsyncGenerator<Uint8Array, void, void> {
  let last = -1;
  for (;;) {
    const [chunk] = await database()
      .select({ number: bankFileChunks.number, bytes: bankFileChunks.bytes })
      .from(bankFileChunks)
      .where(and(eq(bankFileChunks.fileId, fileId), gt(bankFileChunks.number, last)))
      .orderBy(asc(bankFileChunks.number))
      .limit(1);
    if (!chunk) return;
    yield chunk.bytes;
    last = chunk.number;
  }
}
