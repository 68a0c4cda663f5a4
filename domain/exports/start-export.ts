import { command } from '@/domain/command';
import { askForFile } from './ask-for-file';
import { startExportInput } from './input';

/**
 * Asks for the list of customers as a file: everything its filter leaves, not the page that is shown. A job makes it; whoever asked has one
 * at a time.
 *
 * @source spec/00 §0.3, spec/02 §2.1, quality/acceptance.md F16
 */
export const startExport = command({
  name: 'exports.start',
  permission: 'customers.export',
  returns: 'exportTask',
  input: startExportInput,
  refusals: ['user_not_found', 'export_running'],
  run: (context, input) => askForFile(context, 'customers', input),
});
