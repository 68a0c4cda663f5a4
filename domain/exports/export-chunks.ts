import { createHash } from 'node:crypto';
import { schema } from '@/db/client';
import { inJob } from '@/domain/job';
import { type ExportRun, holdRun } from './export-run';

/** The most a stored piece of a file holds, in bytes. */
export const chunkBytes = 256_000;

/**
 * Stores a file in pieces while it is written.
 *
 * @returns its size and the SHA-256 of all its bytes; undefined when the attempt was no longer the task's
 */
export async function storeChunks(
  run: ExportRun,
  file: AsyncIterable<Uint8Array>,
): Promise<{ bytes: number; sha256: string } | undefined> {
  const digest = createHash('sha256');
  let [waiting, number, bytes]: [Buffer, number, number] = [Buffer.alloc(0), 0, 0];
  for await (const piece of file) {
    digest.update(piece);
    bytes += piece.byteLength;
    waiting = Buffer.concat([waiting, piece]);
    while (waiting.byteLength >= chunkBytes) {
      if (!(await storeChunk(run, number, waiting.subarray(0, chunkBytes)))) return undefined;
      waiting = Buffer.from(waiting.subarray(chunkBytes));
      number += 1;
    }
  }
  if (waiting.byteLength > 0 && !(await storeChunk(run, number, waiting))) return undefined;
  return { bytes, sha256: digest.digest('hex') };
}

const storeChunk = (run: ExportRun, number: number, bytes: Buffer): Promise<boolean> =>
  inJob(async (tx) => {
    if (!(await holdRun(tx, run))) return false;
    const { id: organizationId, rootId } = run.organization;
    await tx.insert(schema.exportChunks).values({ taskId: run.id, number, organizationId, rootId, bytes });
    return true;
  });
