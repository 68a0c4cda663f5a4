import { createHash } from 'node:crypto';
import { and, eq, ne, sql } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import type { BankFileFormat } from '@/db/schema/reconciliation';
import type { Actor } from '@/domain/actor';
import type { Id } from '@/lib/id';
import { shownFileName } from './file-name';
import { sniffedBytes, sniffFormat } from './formats/sniff-format';
import { bankFileLimits } from './model';
import type { ChosenProfile } from './profile-choice';

const { bankFiles, bankFileChunks } = schema;

/** The most a stored piece of a file holds, in bytes. */
const chunkBytes = 256_000;

/** A file as it came, all of it: within the limit it is held in memory, in the pieces it came in. */
export interface ReceivedFile {
  readonly id: Id<'bankFile'>;
  readonly name: string;
  readonly source: 'upload' | 'folder';
  /** Undefined where the content says it. */
  readonly format: BankFileFormat | undefined;
  /** For CSV. */
  readonly profile: ChosenProfile | undefined;
  readonly content: readonly Uint8Array[];
}

/** Why a file is not taken. */
export type NotTaken = 'bank_file_too_large' | 'bank_file_not_readable' | 'bank_file_known' | 'profile_missing';

/** The SHA-256 of a file. */
export function digestOf(content: readonly Uint8Array[]): Buffer {
  const digest = createHash('sha256');
  for (const piece of content) digest.update(piece);
  return digest.digest();
}

/** Whether a file of these bytes is there already; one that was refused may come again. */
export async function isKnownFile(tx: Transaction, { organizationId }: Actor, sha256: Buffer): Promise<boolean> {
  const isSame = and(eq(bankFiles.organizationId, organizationId), eq(bankFiles.sha256, sha256));
  const known = await tx
    .select({ id: bankFiles.id })
    .from(bankFiles)
    .where(and(isSame, ne(bankFiles.state, 'refused')))
    .limit(1);
  return known.length > 0;
}

/**
 * Keeps a file and all its pieces in the caller's transaction, waiting for the import: either all of it is there or nothing.
 *
 * Two at once with the same file are told apart by the database (`bank_files_content_key`).
 *
 * @returns what it was taken for, or why it was not
 */
export async function storeBankFile(
  tx: Transaction,
  actor: Actor,
  file: ReceivedFile,
): Promise<{ readonly format: BankFileFormat; readonly bytes: number; readonly sha256: Buffer } | NotTaken> {
  const { organizationId, rootId, userId } = actor;
  const bytes = file.content.reduce((sum, piece) => sum + piece.length, 0);
  if (bytes > bankFileLimits.bytesMax) return 'bank_file_too_large';
  const found = bytes === 0 ? undefined : sniffFormat(Buffer.concat(startOf(file.content)));
  const format = file.format ?? found;
  if (found === undefined || format === undefined || found !== format) return 'bank_file_not_readable';
  if (format === 'csv' && !file.profile) return 'profile_missing';
  const sha256 = digestOf(file.content);
  if (await isKnownFile(tx, actor, sha256)) return 'bank_file_known';
  const profile = format === 'csv' ? file.profile : undefined;
  await tx.insert(bankFiles).values({
    id: file.id,
    organizationId,
    rootId,
    userId,
    name: shownFileName(file.name),
    source: file.source,
    format,
    profileName: profile?.name ?? null,
    profile: profile?.definition ?? null,
    sha256,
    bytes,
    createdAt: sql`clock_timestamp()`,
  });
  let number = 0;
  for (const piece of chunksOf(file.content)) {
    await tx.insert(bankFileChunks).values({ fileId: file.id, number, organizationId, rootId, bytes: piece });
    number += 1;
  }
  return { format, bytes, sha256 };
}

function startOf(content: readonly Uint8Array[]): Uint8Array[] {
  const start: Uint8Array[] = [];
  let length = 0;
  for (const piece of content) {
    if (length >= sniffedBytes) break;
    start.push(piece);
    length += piece.length;
  }
  return start;
}

/** The same bytes in pieces of one size. */
function* chunksOf(content: readonly Uint8Array[]): Generator<Buffer, void, void> {
  let waiting: Uint8Array[] = [];
  let length = 0;
  for (const piece of content) {
    for (let from = 0; from < piece.length; ) {
      const part = piece.subarray(from, from + chunkBytes - length);
      from += part.length;
      length += part.length;
      waiting.push(part);
      if (length < chunkBytes) continue;
      yield Buffer.concat(waiting);
      [waiting, length] = [[], 0];
    }
  }
  if (length > 0) yield Buffer.concat(waiting);
}
