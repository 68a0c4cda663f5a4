import { getTranslations } from 'next-intl/server';
import type { Filter } from '@/components/table/filter-bar';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { reportStates } from '@/domain/onboarding/report-model';
import type { ReportFilter } from '@/domain/onboarding/report-queries';
import { isId } from '@/lib/id';

/** The filter an address stands for. Words it does not know restrict nothing. */
export function reportFilter(params: SearchParams): ReportFilter {
  const text = (name: string) => paramOf(params, name) || undefined;
  const partner = paramOf(params, 'partner');
  return {
    q: text('q'),
    state: reportStates.find((state) => state === paramOf(params, 'state')),
    from: text('from'),
    to: text('to'),
    partnerId: isId('organization', partner) ? partner : undefined,
  };
}

/** The controls of the filter bar. The operator sees no drafts, so it cannot ask for them. */
export async function reportFilters({ hasDrafts }: { hasDrafts: boolean }): Promise<Filter[]> {
  const [t, common] = await Promise.all([getTranslations('onboarding'), getTranslations('common')]);
  const states = reportStates.filter((state) => hasDrafts || state !== 'draft');
  return [
    { kind: 'search', name: 'q', label: t('reports.search'), placeholder: t('reports.searchHint') },
    {
      kind: 'select',
      name: 'state',
      label: common('status'),
      options: states.map((value) => ({ value, label: t(`states.${value}`) })),
    },
    { kind: 'dates', from: 'from', to: 'to', label: t('reports.createdAt') },
  ];
}
