import type { Recipe } from './command-inputs';
import { failExportsOf, makeExport } from './command-subjects';

/** What taking lists out as files is asked with. */
export const exportInputs: Readonly<Record<string, Recipe>> = {
  'exports.download': async (actor) => ({ taskId: await makeExport(actor, 'done') }),
  'exports.download_statement': async (actor) => ({ taskId: await makeExport(actor, 'done', 'statement') }),
  'exports.start': async (actor) => {
    await failExportsOf(actor);
    return { list: 'customers', format: 'csv', query: '', language: 'en' };
  },
  'exports.start_statement': async (actor) => {
    await failExportsOf(actor);
    return { format: 'pdf', query: 'account=credit', language: 'en' };
  },
};
