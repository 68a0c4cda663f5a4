import { getTranslations } from 'next-intl/server';
import type { Filter } from '@/components/table/filter-bar';
import type { SearchParams } from '@/components/table/hrefs';
import { type CouponFilter, expiringWithin } from '@/domain/coupons/coupon-filter';
import { couponStates } from '@/domain/coupons/model';
import { filterOf, spanFilters, spans, typeFilter } from '../_lists/list-filter';

/** The filter an address stands for; the list, its totals and its export read the same one. */
export const couponFilter = (params: SearchParams): CouponFilter =>
  filterOf(params, ['number', 'customer', 'quota', 'order', 'type', 'within', ...spans]);

/** The controls of the filter bar. */
export async function couponFilters(): Promise<{ filters: Filter[]; more: Filter[] }> {
  const [t, words, type, span] = await Promise.all([
    getTranslations('coupons'),
    getTranslations('couponwords.couponStates'),
    typeFilter(),
    spanFilters(),
  ]);
  const filters: Filter[] = [
    { kind: 'search', name: 'customer', label: t('customer'), placeholder: t('nameOrId') },
    { kind: 'search', name: 'number', label: t('couponNumber'), placeholder: t('couponNumberHint') },
    {
      kind: 'select',
      name: 'within',
      label: t('expiresSoon'),
      options: expiringWithin.map((value) => ({ value, label: t('withinDays', { days: Number(value) }) })),
    },
    {
      kind: 'several',
      name: 'state',
      label: t('state'),
      options: couponStates.map((value) => ({ value, label: words(value) })),
    },
  ];
  const more: Filter[] = [
    { kind: 'search', name: 'quota', label: t('quotaNumber'), placeholder: t('digits') },
    { kind: 'search', name: 'order', label: t('order') },
    type,
    ...span,
  ];
  return { filters, more };
}
