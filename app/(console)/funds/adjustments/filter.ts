import { getTranslations } from 'next-intl/server';
import type { Filter } from '@/components/table/filter-bar';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import type { AdjustmentFilter } from '@/domain/funds/adjustment-filter';
import { listOperators } from '@/domain/funds/queries';
import type { ReadScope } from '@/domain/read-scope';

const names = ['party', 'kind', 'from', 'to', 'transaction', 'operator'] as const;

/** The filter an address stands for; the list, its totals and its export read the same one. */
export const adjustmentFilter = (params: SearchParams): AdjustmentFilter =>
  Object.fromEntries(names.flatMap((name) => (paramOf(params, name) === '' ? [] : [[name, paramOf(params, name)]])));

/** The controls of the filter bar. */
export async function adjustmentFilters(scope: ReadScope): Promise<Filter[]> {
  const [t, operators] = await Promise.all([getTranslations('adjustments'), listOperators(scope)]);
  return [
    { kind: 'search', name: 'party', label: t('party'), placeholder: t('partyHint') },
    {
      kind: 'select',
      name: 'kind',
      label: t('kind'),
      options: (['allocate', 'reclaim', 'unbind'] as const).map((kind) => ({ value: kind, label: t(`kinds.${kind}`) })),
    },
    { kind: 'dates', from: 'from', to: 'to', label: t('at') },
    { kind: 'search', name: 'transaction', label: t('number'), placeholder: t('numberHint') },
    {
      kind: 'select',
      name: 'operator',
      label: t('operator'),
      options: [
        ...operators.map(({ id, name }) => ({ value: id, label: name })),
        { value: 'api', label: t('operatorApi') },
      ],
    },
  ];
}
