import { createHash } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import { type ExportedCustomer, exportCustomers } from '@/domain/customers/export-queries';
import { customerFilterOf } from '@/domain/customers/filter-text';
import { inJob, inSnapshot, job, jobActor } from '@/domain/job';
import { keepTrail } from '@/domain/trail';
import type { Cursor } from '@/lib/cursor';
import { invariant } from '@/lib/invariant';
import { storeChunks } from './export-chunks';
import { dataPart, exportFile } from './export-file';
import { claimExport, type ExportRun, holdRun } from './export-run';

const { exportTasks } = schema;

/** So many rows are read by one statement. */
const rowsPerRead = 1_000;

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
    const madeAt = await clockIn(snapshot, run.timeZone);
    const digest = createHash('sha256');
    let [total, written] = [0, 0];
    const sameRows = rowsOf(run, snapshot, (count) => {
      total += count;
      return report(run, {});
    });
    for await (const piece of dataPart(run, sameRows)) digest.update(piece);
    if (!(await report(run, { rowsTotal: total }))) return undefined;
    const rows = rowsOf(run, snapshot, (count) => {
      written += count;
      return report(run, { rowsDone: written });
    });
    const stored = await storeChunks(run, exportFile(run, { rows: total, madeAt, sha256: digest.digest('hex') }, rows));
    invariant(!stored || written === total, 'a snapshot shows the same rows twice');
    return stored && { ...stored, rows: total };
  });
  if (made) await finish(run, made);
}

/**
 * The rows of the list, batch by batch; after each one the task says that it is alive.
 *
 * @param onBatch hears how many rows were read; where it says no, the rows end early: what is being written will never be finished
 */
async function* rowsOf(
  run: ExportRun,
  snapshot: Transaction,
  onBatch: (count: number) => Promise<boolean>,
): AsyncGenerator<ExportedCustomer, void, void> {
  const filter = customerFilterOf(run.filter);
  let after: Cursor<'association'> | undefined;
  do {
    const from = { after, limit: rowsPerRead, timeZone: run.timeZone };
    const read = await exportCustomers(run.scope, snapshot, filter, from);
    yield* read.rows;
    if (!(await onBatch(read.rows.length))) return;
    after = read.after;
  } while (after);
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
          payload: { userId: run.userId, taskId: run.id },
        },
      ],
    );
  });

async function clockIn(tx: Transaction, timeZone: string): Promise<string> {
  const { rows } = await tx.execute<{ at: string }>(
    sql`select to_char(clock_timestamp() at time zone ${timeZone}, 'YYYY-MM-DD HH24:MI:SS') as at`,
  );
  return rows[0]?.at ?? '';
}
