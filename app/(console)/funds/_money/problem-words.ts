import { getTranslations } from 'next-intl/server';

const problems = [
  'amount_missing',
  'amount_not_a_number',
  'amount_not_positive',
  'amount_too_large',
  'amount_too_precise',
  'invalid',
  'text_not_plain',
  'too_long',
] as const;

/** The words of what can be wrong with an amount or a memo, for a form that is checked in the browser. */
export async function problemWords(): Promise<Record<string, string>> {
  const t = await getTranslations('fields');
  return Object.fromEntries(problems.map((problem) => [problem, t(problem)]));
}
