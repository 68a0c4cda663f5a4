import { command } from '@/domain/command';
import { askForFile } from './ask-for-file';
import { startStatementExportInput } from './input';

/**
 * Asks for a statement as a file: every line its filter leaves, with what the account opened and closed with. A job makes it; whoever asked has
 * one at a time.
 *
 * @source spec/06 §6.4, design/differentiators.md X15
 */
export const startStatementExport = command({
  name: 'exports.start_statement',
  permission: 'statements.export',
  returns: 'exportTask',
  input: startStatementExportInput,
  refusals: ['user_not_found', 'export_running'],
  run: (context, input) => askForFile(context, 'statement', input),
});
