import type { ExportList } from '@/db/schema/exporting';
import en from '@/messages/en/exports.json' with { type: 'json' };
import enStatement from '@/messages/en/statement.json' with { type: 'json' };
import zh from '@/messages/zh-CN/exports.json' with { type: 'json' };
import zhStatement from '@/messages/zh-CN/statement.json' with { type: 'json' };

/** What stands in a file, in the language it was asked for in: of every file, and of the list of customers. */
export type ExportWords = typeof en.file;
/** What stands in the file of a statement. */
export type StatementWords = typeof enStatement.file;
type Language = 'zh-CN' | 'en';

/** The words of a file. */
export const exportWords = (language: Language): ExportWords => (language === 'en' ? en : zh).file;

/** The words of a statement's file. */
export const statementWords = (language: Language): StatementWords =>
  (language === 'en' ? enStatement : zhStatement).file;

/** What a list's file says about itself. */
export const noteText = (list: ExportList, language: Language): string =>
  (list === 'statement' ? statementWords(language) : exportWords(language)).noteText;

/** A filter in words, one restriction after the other; ids and what was searched for as they are. */
export function filterInWords(list: ExportList, filter: Readonly<Record<string, string>>, language: Language): string {
  const words = list === 'statement' ? statementWords(language) : exportWords(language);
  const names: Readonly<Record<string, string>> = words.filters;
  const values: Readonly<Record<string, Readonly<Record<string, string>>>> = words.values;
  const parts = Object.entries(filter).map(
    ([name, value]) => `${names[name] ?? name}: ${values[name]?.[value] ?? value}`,
  );
  return parts.join('; ') || words.everything;
}
