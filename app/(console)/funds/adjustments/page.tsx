import { getLocale, getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { formatAmount } from '@/components/amount-format';
import { ExportLink } from '@/components/table/export-link';
import { FilterBar } from '@/components/table/filter-bar';
import { hrefWith, type SearchParams } from '@/components/table/hrefs';
import { ButtonLink } from '@/components/ui/button';
import { EmptyState, NoResults } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { Pagination } from '@/components/ui/pagination';
import { type AdjustmentTotals, listAdjustments, sumAdjustments } from '@/domain/funds/queries';
import { pageRequest } from '@/lib/cursor';
import { AdjustmentTable } from './adjustment-table';
import { adjustmentFilter, adjustmentFilters } from './filter';

const path = '/funds/adjustments';

export async function generateMetadata() {
  const t = await getTranslations('adjustments');
  return { title: t('title') };
}

export default async function AdjustmentsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, t] = await Promise.all([
    searchParams,
    requireScope('adjustments.read'),
    getTranslations('adjustments'),
  ]);
  const filter = adjustmentFilter(params);
  const [{ rows, before, after }, totals, filters] = await Promise.all([
    listAdjustments(scope, filter, pageRequest(params, { key: 'instant', id: 'adjustment' })),
    sumAdjustments(scope, filter),
    adjustmentFilters(scope),
  ]);
  const isFiltered = Object.keys(filter).length > 0;
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t(scope.accountManagerId ? 'descriptionOwn' : 'description')}
        actions={rows.length > 0 && <ExportLink path={`${path}/export`} params={hrefParams(params)} />}
      />
      {(rows.length > 0 || isFiltered) && <FilterBar path={path} params={params} filters={filters} />}
      {rows.length > 0 && <AdjustmentTable rows={rows} />}
      {rows.length === 0 && isFiltered && <NoResults clearHref={path} />}
      {rows.length === 0 && !isFiltered && (
        <EmptyState title={t('emptyTitle')} action={<ButtonLink href="/customers">{t('toCustomers')}</ButtonLink>}>
          {t('empty')}
        </EmptyState>
      )}
      <Pagination
        previousHref={before && hrefWith(path, params, { before, after: undefined })}
        nextHref={after && hrefWith(path, params, { after, before: undefined })}
        summary={rows.length > 0 && (await totalsText(totals))}
      />
    </>
  );
}

/** An export is of the whole filtered set, so the page it was asked from does not matter. */
const hrefParams = ({ after: _after, before: _before, ...filters }: SearchParams): SearchParams => filters;

async function totalsText({ count, isMore, allocated, reclaimed }: AdjustmentTotals): Promise<string> {
  const [t, locale] = await Promise.all([getTranslations('adjustments'), getLocale()]);
  if (isMore) return t('countMore', { count });
  return t('count', {
    count,
    allocated: formatAmount(allocated, locale),
    reclaimed: formatAmount(reclaimed, locale),
  });
}
