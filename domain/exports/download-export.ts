import { command } from '@/domain/command';
import { downloadExportInput } from './input';
import { letDownload } from './let-download';

/**
 * Keeps who took a finished file of the organization's customers out of the house, with what it held: filter, rows, size and digest.
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
  run: (context, { taskId }) => letDownload(context, 'customers', taskId),
});
