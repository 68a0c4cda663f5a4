import { getTranslations } from 'next-intl/server';
import { hrefWith, paramOf, type SearchParams } from '@/components/table/hrefs';
import { type SearchClaimInput, searchClaimInput } from '@/domain/reconciliation/claim-input';
import type { Currency } from '@/lib/money';

/** What a transfer is looked for by, as an address says it. */
export interface SearchValues {
  readonly payerName: string;
  readonly amount: string;
  readonly accountEnd: string;
}

export const searchValues = (params: SearchParams): SearchValues => ({
  payerName: paramOf(params, 'payerName'),
  amount: paramOf(params, 'amount'),
  accountEnd: paramOf(params, 'accountEnd'),
});

/** The same as the query understands it, or what is wrong with each field in words. */
export async function readSearch(
  values: SearchValues,
  currency: Currency,
): Promise<{ wanted: SearchClaimInput; fields?: undefined } | { wanted?: undefined; fields: Record<string, string> }> {
  const parsed = searchClaimInput(currency).safeParse(values);
  if (parsed.success) return { wanted: parsed.data };
  const words = await getTranslations('fields');
  const worded = parsed.error.issues.map(({ path, message }) => [
    path.join('.'),
    words.has(message) ? words(message) : words('invalid'),
  ]);
  return { fields: Object.fromEntries(worded) };
}

/** The page on which one of the transfers that were found is claimed. */
export const newClaimHref = (line: string, values: SearchValues): string =>
  hrefWith('/funds/claims/new', { line, ...values }, {});
