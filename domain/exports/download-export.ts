import { and, eq } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { downloadExportInput } from './input';

const { exportTasks } = schema;

/**
 * Keeps who took a finished file of their organization out of the house, with what it held: filter, rows, size and digest.
 *
 * The bytes are read behind it, by `readExportChunk`.
 *
 * @source quality/acceptance.md F16
 */
export const downloadExport = command({
  name: 'exports.download',
  permission: 'customers.export',
  returns: 'exportTask',
  input: downloadExportInput,
  refusals: ['export_not_found', 'export_not_ready'],
  async run({ tx, actor, refuse }, { taskId }) {
    // Shared: it is not removed while somebody is being let in.
    const [task] = await tx
      .select()
      .from(exportTasks)
      .where(and(eq(exportTasks.id, taskId), eq(exportTasks.organizationId, actor.organizationId)))
      .for('share');
    if (!task) return refuse('export_not_found');
    if (task.state !== 'done' || task.removedAt !== null) return refuse('export_not_ready');
    const { list, format, rowsDone: rows, bytes, sha256 } = task;
    const filter = new URLSearchParams(task.filter).toString();
    return { id: taskId, audit: { detail: { list, format, filter, rows, bytes, sha256 } } };
  },
});
