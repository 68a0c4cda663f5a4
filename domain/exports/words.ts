import en from '@/messages/en/exports.json' with { type: 'json' };
import zh from '@/messages/zh-CN/exports.json' with { type: 'json' };

/** What stands in a file, in the language it was asked for in. */
export type ExportWords = typeof en.file;

/** The words of a file. */
export const exportWords = (language: 'zh-CN' | 'en'): ExportWords => (language === 'en' ? en : zh).file;

/** A filter in words, one restriction after the other; ids and what was searched for as they are. */
export function filterInWords(filter: Readonly<Record<string, string>>, words: ExportWords): string {
  const names: Readonly<Record<string, string>> = words.filters;
  const values: Readonly<Record<string, Readonly<Record<string, string>>>> = words.values;
  const parts = Object.entries(filter).map(
    ([name, value]) => `${names[name] ?? name}: ${values[name]?.[value] ?? value}`,
  );
  return parts.join('; ') || words.everything;
}
