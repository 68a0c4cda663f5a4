import { getTranslations } from 'next-intl/server';
import type { Filter } from '@/components/table/filter-bar';
import { paramOf, paramsOf, type SearchParams } from '@/components/table/hrefs';
import { couponTypes } from '@/domain/coupons/model';

/** The parameters among `names` that an address has, and its states where the list has those: what a list, its sums and its file read. */
export function filterOf<Name extends string>(
  params: SearchParams,
  names: readonly Name[],
): { [Key in Name]?: string } & { states?: readonly string[] } {
  const single = names.flatMap((name) =>
    paramOf(params, name) === '' ? [] : [[name, paramOf(params, name)] as const],
  );
  const states = paramsOf(params, 'state');
  return Object.assign(Object.fromEntries(single) as { [Key in Name]?: string }, states.length === 0 ? {} : { states });
}

/** An export, and a sum, is of the whole filtered set, so the page it was asked from does not matter. */
export const withoutPage = ({ after: _after, before: _before, ...filters }: SearchParams): SearchParams => filters;

/** The spans in which something was made, begins and ends. */
export const spans = ['createdFrom', 'createdTo', 'effectiveFrom', 'effectiveTo', 'expiresFrom', 'expiresTo'] as const;

/** The controls for those. */
export async function spanFilters(): Promise<Filter[]> {
  const t = await getTranslations('coupons');
  return [
    { kind: 'dates', from: 'expiresFrom', to: 'expiresTo', label: t('expiresAt') },
    { kind: 'dates', from: 'createdFrom', to: 'createdTo', label: t('createdAt') },
    { kind: 'dates', from: 'effectiveFrom', to: 'effectiveTo', label: t('effectiveAt') },
  ];
}

/** The control for the kind of quota or coupon. */
export async function typeFilter(): Promise<Filter> {
  const [t, words] = await Promise.all([getTranslations('coupons'), getTranslations('couponwords')]);
  const options = couponTypes.map((value) => ({ value, label: words(`types.${value}`) }));
  return { kind: 'select', name: 'type', label: t('type'), options };
}
