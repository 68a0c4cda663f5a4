import { getTranslations } from 'next-intl/server';
import type { Filter } from '@/components/table/filter-bar';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import type { ReadScope } from '@/domain/read-scope';
import { type StatementFilter, statementFilterNames, statementFilterOf } from '@/domain/statements/filter-text';
import { directions, statementTypes } from '@/domain/statements/model';

/** The filter an address stands for; the list and its exports read the same one. */
export const statementFilter = (scope: ReadScope, params: SearchParams): StatementFilter =>
  statementFilterOf(
    Object.fromEntries(statementFilterNames.map((name) => [name, paramOf(params, name)])),
    scope.timeZone,
  );

/** The controls of the filter bar. */
export async function statementFilters(): Promise<Filter[]> {
  const t = await getTranslations('statement');
  return [
    {
      kind: 'select',
      name: 'type',
      label: t('filters.type'),
      options: statementTypes.map((type) => ({ value: type, label: t(`types.${type}`) })),
    },
    {
      kind: 'select',
      name: 'direction',
      label: t('filters.direction'),
      options: directions.map((direction) => ({ value: direction, label: t(`directions.${direction}`) })),
    },
    { kind: 'dates', from: 'from', to: 'to', label: t('filters.at') },
    { kind: 'search', name: 'number', label: t('filters.number'), placeholder: t('filters.numberHint') },
    { kind: 'moment', name: 'as_of', label: t('filters.asOf') },
  ];
}
