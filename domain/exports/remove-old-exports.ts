import { and, eq, isNull, lt, sql } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import { inJob, job } from '@/domain/job';
import { readSettings } from '@/domain/settings/read-settings';

const { exportTasks, exportChunks } = schema;

/**
 * Removes files that have been kept as long as the setting says. That they were made, and who took them, stays.
 *
 * @source spec/00 §0.3
 */
export const removeOldExports = job('remove-old-exports', () => inJob(removeOne));

async function removeOne(tx: Transaction): Promise<number> {
  const { export_kept_days: days } = await readSettings(tx);
  const [task] = await tx
    .select({ id: exportTasks.id })
    .from(exportTasks)
    .where(
      and(
        eq(exportTasks.state, 'done'),
        isNull(exportTasks.removedAt),
        lt(exportTasks.finishedAt, sql`clock_timestamp() - make_interval(days => ${days})`),
      ),
    )
    .orderBy(exportTasks.finishedAt)
    .limit(1)
    .for('no key update', { skipLocked: true });
  if (!task) return 0;
  await tx.delete(exportChunks).where(eq(exportChunks.taskId, task.id));
  await tx.update(exportTasks).set({ removedAt: sql`clock_timestamp()` }).where(eq(exportTasks.id, task.id));
  return 1;
}
