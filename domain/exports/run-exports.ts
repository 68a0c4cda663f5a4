import { createHash } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import type { ExportList } from '@/db/schema/exporting';
import { inJob, inSnapshot, job, jobActor } from '@/domain/job';
import { keepTrail } from '@/domain/trail';
import { invariant } from '@/lib/invariant';
import { wallClockAt } from '@/lib/zoned-time';
import { accountSource } from './account-source';
import { customerSource } from './customer-source';
import { storeChunks } from './export-chunks';
import { dataPart, exportFile } from './export-file';
import { claimExport, type ExportRun, holdRun } from './export-run';
import type { ExportLine, ExportReading, ExportSource } from './export-source';

const { exportTasks } = schema;

const sources = { customers: customerSource, statement: accountSource } as const satisfies Record<
  ExportList,
  ExportSource
>;

/**
 * Makes one export that waits. All its rows are of one moment: they are read twice in one snapshot, first for the number and the digest that
 * stand in the file's head, then for the file. Nothing but a batch of rows and a piece of the file stands in memory.
 *
 * A process that dies here leaves a task that falls silent; whoever takes it up begins anew. What the dead one may still do finds that
 * the attempt is no longer the task's, and changes nothing.
 *
 * @source spec/00 §0.3, docs/decisions/0013-waiting-work-is-rows.md
 */
export const runExports = job('run-exports', async () => {
  const claimed = await inJob(claimExport);
  if (claimed === undefined) return 0;
  if (claimed !== 'settled') await makeFile(claimed);
  return 1;
});

async function makeFile(run: ExportRun): Promise<void> {
  const made = await inSnapshot(async (snapshot) => {
    const madeAt = await clockIn(snapshot);
    const reading = await sources[run.list](run, snapshot);
    const digest = createHash('sha256');
    const sums = { count: 0, income: 0n, expense: 0n };
    let written = 0;
    const sameLines = linesOf(reading, (batch) => {
      sums.count += batch.length;
      for (const { change } of batch) if (change) sums[change.minor > 0n ? 'income' : 'expense'] += size(change.minor);
      return report(run, {});
    });
    for await (const piece of dataPart(reading, sameLines, () => sums)) digest.update(piece);
    if (!(await report(run, { rowsTotal: sums.count }))) return undefined;
    const lines = linesOf(reading, (batch) => {
      written += batch.length;
      return report(run, { rowsDone: written });
    });
    const facts = { ...sums, madeAt, madeAtText: wallClockAt(madeAt, run.timeZone), sha256: digest.digest('hex') };
    const stored = await storeChunks(run, exportFile(run, reading, facts, lines));
    invariant(!stored || written === sums.count, 'a snapshot shows the same rows twice');
    return stored && { ...stored, rows: sums.count };
  });
  if (made) await finish(run, made);
}

const size = (minor: bigint): bigint => (minor < 0n ? -minor : minor);

/**
 * The rows of the list, batch by batch; after each one the task says that it is alive.
 *
 * @param onBatch hears what was read; where it says no, the rows end early: what is being written will never be finished
 */
async function* linesOf(
  reading: ExportReading,
  onBatch: (batch: readonly ExportLine[]) => Promise<boolean>,
): AsyncGenerator<ExportLine, void, void> {
  for await (const batch of reading.batches()) {
    yield* batch;
    if (!(await onBatch(batch))) return;
  }
}

const report = (run: ExportRun, progress: { rowsDone?: number; rowsTotal?: number }): Promise<boolean> =>
  inJob(async (tx) => {
    if (!(await holdRun(tx, run))) return false;
    await tx
      .update(exportTasks)
      .set({ ...progress, heartbeatAt: sql`clock_timestamp()` })
      .where(eq(exportTasks.id, run.id));
    return true;
  });

/** The file is there, all of it or not at all. */
const finish = (
  run: ExportRun,
  made: { readonly rows: number; readonly bytes: number; readonly sha256: string },
): Promise<void> =>
  inJob(async (tx) => {
    if (!(await holdRun(tx, run))) return;
    await tx
      .update(exportTasks)
      .set({ state: 'done', bytes: made.bytes, sha256: made.sha256, finishedAt: sql`clock_timestamp()` })
      .where(eq(exportTasks.id, run.id));
    const { rows, bytes, sha256 } = made;
    const { id: organizationId, rootId } = run.organization;
    await keepTrail(
      tx,
      jobActor(run.organization),
      { action: 'exports.finish', subjectId: run.id, detail: { rows, bytes, sha256 } },
      [
        {
          kind: 'export.finished',
          organizationId,
          rootId,
          subjectId: run.id,
          payload: { userId: run.userId, taskId: run.id, list: run.list },
        },
      ],
    );
  });

async function clockIn(tx: Transaction): Promise<Date> {
  const { rows } = await tx.execute<{ ms: string }>(
    sql`select floor(extract(epoch from clock_timestamp()) * 1000) as ms`,
  );
  return new Date(Number(rows[0]?.ms));
}
