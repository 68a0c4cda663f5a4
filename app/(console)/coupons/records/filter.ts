import { getTranslations } from 'next-intl/server';
import type { Filter } from '@/components/table/filter-bar';
import type { SearchParams } from '@/components/table/hrefs';
import { couponOperations, quotaOperations, useOperations } from '@/domain/coupons/model';
import type { RecordFilter } from '@/domain/coupons/record-filter';
import { listOperators } from '@/domain/funds/queries';
import type { ReadScope } from '@/domain/read-scope';
import { filterOf } from '../_lists/list-filter';

const names = ['kind', 'result', 'quota', 'coupon', 'customer', 'reseller', 'operator', 'from', 'to'] as const;

/** The filter an address stands for; the list, its totals and its export read the same one. */
export const recordFilter = (params: SearchParams): RecordFilter => filterOf({ ...params, state: undefined }, names);

/** The controls of the filter bar. People in sales see nothing that passes between quotas, so there is no filter for it. */
export async function recordFilters(scope: ReadScope): Promise<{ filters: Filter[]; more: Filter[] }> {
  const [t, words, operators] = await Promise.all([
    getTranslations('coupons'),
    getTranslations('couponwords.kinds'),
    listOperators(scope),
  ]);
  const kinds = [...couponOperations, ...useOperations, ...(scope.accountManagerId ? [] : quotaOperations)];
  const filters: Filter[] = [
    { kind: 'select', name: 'kind', label: t('kind'), options: kinds.map((value) => ({ value, label: words(value) })) },
    { kind: 'search', name: 'customer', label: t('customer'), placeholder: t('nameOrId') },
    { kind: 'dates', from: 'from', to: 'to', label: t('at') },
  ];
  const results = (['done', 'declined'] as const).map((value) => ({ value, label: t(`results.${value}`) }));
  const people = operators.map(({ id, name }) => ({ value: id, label: name }));
  const more: Filter[] = [
    { kind: 'search', name: 'quota', label: t('quotaNumber'), placeholder: t('digits') },
    { kind: 'search', name: 'coupon', label: t('couponNumber'), placeholder: t('couponNumberHint') },
    ...(scope.kind === 'distributor' && !scope.accountManagerId
      ? [{ kind: 'search', name: 'reseller', label: t('reseller'), placeholder: t('nameOrId') } as const]
      : []),
    { kind: 'select', name: 'result', label: t('result'), options: results },
    {
      kind: 'select',
      name: 'operator',
      label: t('operator'),
      options: [...people, { value: 'api', label: t('by.api') }],
    },
  ];
  return { filters, more };
}
