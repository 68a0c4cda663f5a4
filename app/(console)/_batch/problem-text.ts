import { getTranslations } from 'next-intl/server';

/** Says why a row is not carried out: a problem of the row itself, of its amount, or what the command refused. */
export async function problemTexts(): Promise<(problem: string) => string> {
  const [rows, fields, refusals] = await Promise.all([
    getTranslations('batches.problems'),
    getTranslations('fields'),
    getTranslations('refusals'),
  ]);
  return (problem) => {
    const words = [rows, fields, refusals].find((texts) => texts.has(problem));
    return words ? words(problem) : fields('invalid');
  };
}
