import { and, eq } from 'drizzle-orm';
import { schema } from '@/db/client';
import type { ExportList } from '@/db/schema/exporting';
import type { CommandContext, Done } from '@/domain/command';
import type { Id } from '@/lib/id';

const { exportTasks } = schema;

/**
 * Finds a finished file of a list and says what the audit keeps of it.
 *
 * @refuses export_not_found, export_not_ready
 */
export async function letDownload(
  { tx, actor, refuse }: CommandContext<'export_not_found' | 'export_not_ready', 'exportTask'>,
  wanted: ExportList,
  taskId: Id<'exportTask'>,
): Promise<Done<'exportTask'>> {
  // Shared: it is not removed while somebody is being let in.
  const [task] = await tx
    .select()
    .from(exportTasks)
    .where(
      and(
        eq(exportTasks.id, taskId),
        eq(exportTasks.organizationId, actor.organizationId),
        eq(exportTasks.list, wanted),
      ),
    )
    .for('share');
  if (!task) return refuse('export_not_found');
  if (task.state !== 'done' || task.removedAt !== null) return refuse('export_not_ready');
  const { list, format, rowsDone: rows, bytes, sha256 } = task;
  const filter = new URLSearchParams(task.filter).toString();
  return { id: taskId, audit: { detail: { list, format, filter, rows, bytes, sha256 } } };
}
