import { getTranslations } from 'next-intl/server';
import type { Objection } from '@/domain/preview';

/** Why something would be refused, in words, and what is wrong with which control. `names` are controls that are called otherwise than their field. */
export async function objectionWords(
  { code, fields }: Objection,
  names: Readonly<Record<string, string>> = {},
): Promise<{ message: string; fields: Record<string, string> }> {
  const [refusals, words] = await Promise.all([getTranslations('refusals'), getTranslations('fields')]);
  const worded = Object.entries(fields).map(([field, problem]) => [
    names[field] ?? field,
    words.has(problem) ? words(problem) : words('invalid'),
  ]);
  return { message: refusals(code), fields: Object.fromEntries(worded) };
}
