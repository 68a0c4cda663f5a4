import { getTranslations } from 'next-intl/server';
import type { Filter } from '@/components/table/filter-bar';
import type { SearchParams } from '@/components/table/hrefs';
import { quotaStates } from '@/domain/coupons/model';
import type { IssuedQuotaFilter, QuotaFilter } from '@/domain/coupons/quota-filter';
import { filterOf, spanFilters, spans, typeFilter } from './list-filter';

/** The filter an address of the partner's own quotas stands for. */
export const quotaFilter = (params: SearchParams): QuotaFilter => filterOf(params, ['number', 'type', ...spans]);

/** The filter an address of what was cut for resellers stands for. */
export const issuedQuotaFilter = (params: SearchParams): IssuedQuotaFilter =>
  filterOf(params, ['number', 'parent', 'reseller', 'type', ...spans]);

/** The controls for a partner's own quotas. What a reclaim leaves behind exists at resellers only. */
export async function quotaFilters(isOfReseller: boolean): Promise<{ filters: Filter[]; more: Filter[] }> {
  const [numbers, states, type, more] = await Promise.all([
    numberFilter(),
    stateFilter(isOfReseller ? quotaStates : quotaStates.filter((state) => state !== 'reclaimed')),
    typeFilter(),
    spanFilters(),
  ]);
  return { filters: [numbers, type, states], more };
}

/** The controls for what was cut for resellers. */
export async function issuedQuotaFilters(): Promise<{ filters: Filter[]; more: Filter[] }> {
  const [t, number, states, type, more] = await Promise.all([
    getTranslations('coupons'),
    numberFilter(),
    stateFilter(quotaStates),
    typeFilter(),
    spanFilters(),
  ]);
  const reseller = { kind: 'search', name: 'reseller', label: t('reseller'), placeholder: t('nameOrId') } as const;
  const parent = { kind: 'search', name: 'parent', label: t('parentNumber'), placeholder: t('digits') } as const;
  return { filters: [number, reseller, states], more: [parent, type, ...more] };
}

async function numberFilter(): Promise<Filter> {
  const t = await getTranslations('coupons');
  return { kind: 'search', name: 'number', label: t('quotaNumber'), placeholder: t('digits') };
}

async function stateFilter(states: readonly (typeof quotaStates)[number][]): Promise<Filter> {
  const [t, words] = await Promise.all([getTranslations('coupons'), getTranslations('couponwords.quotaStates')]);
  const options = states.map((value) => ({ value, label: words(value) }));
  return { kind: 'several', name: 'state', label: t('state'), options };
}
