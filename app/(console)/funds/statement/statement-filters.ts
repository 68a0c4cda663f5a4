import { getTranslations } from 'next-intl/server';
import type { Filter } from '@/components/table/filter-bar';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import type { ReadScope } from '@/domain/read-scope';
import { type StatementFilter, statementFilterNames, statementFilterOf } from '@/domain/statements/filter-text';
import { directions, isMonth, monthZone, statementTypes } from '@/domain/statements/model';
import { dayAt } from '@/lib/zoned-time';
import { monthBefore } from './month-of';

/** The filter an address stands for; the list and its exports read the same one. */
export const statementFilter = (scope: ReadScope, params: SearchParams): StatementFilter =>
  statementFilterOf(
    Object.fromEntries(statementFilterNames.map((name) => [name, paramOf(params, name)])),
    scope.timeZone,
  );

/** The controls of the filter bar. */
export async function statementFilters(params: SearchParams): Promise<Filter[]> {
  const t = await getTranslations('statement');
  const months = monthsToChoose(params).map((month) => ({ value: month, label: month }));
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
    { kind: 'select', name: 'of_month', label: t('filters.month'), options: months },
    { kind: 'dates', from: 'from', to: 'to', label: t('filters.at') },
    { kind: 'search', name: 'number', label: t('filters.number'), placeholder: t('filters.numberHint') },
    { kind: 'moment', name: 'as_of', label: t('filters.asOf') },
  ];
}

const monthsOffered = 13;

/** The month that runs and the year before it, and the one chosen, wherever that lies. */
function monthsToChoose(params: SearchParams): string[] {
  const chosen = paramOf(params, 'of_month');
  const months = [dayAt(new Date(), monthZone).slice(0, 7)];
  while (months.length < monthsOffered) months.push(monthBefore(months.at(-1) ?? ''));
  return isMonth(chosen) && !months.includes(chosen) ? [...months, chosen] : months;
}
