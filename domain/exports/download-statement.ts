import { command } from '@/domain/command';
import { downloadExportInput } from './input';
import { letDownload } from './let-download';

/**
 * Keeps who took a finished statement out of the house, with what it held: filter, rows, size and digest.
 *
 * The bytes are read behind it, by `readExportChunk`.
 *
 * @source quality/acceptance.md F16
 */
export const downloadStatement = command({
  name: 'exports.download_statement',
  permission: 'statements.export',
  returns: 'exportTask',
  input: downloadExportInput,
  refusals: ['export_not_found', 'export_not_ready'],
  run: (context, { taskId }) => letDownload(context, 'statement', taskId),
});
