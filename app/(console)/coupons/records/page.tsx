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
import { listRecords, type RecordTotals, sumRecords } from '@/domain/coupons/record-queries';
import { pageRequest } from '@/lib/cursor';
import { CouponTabs } from '../_lists/coupon-tabs';
import { withoutPage } from '../_lists/list-filter';
import { recordFilter, recordFilters } from './filter';
import { RecordTable } from './record-table';

const path = '/coupons/records';

export async function generateMetadata() {
  const t = await getTranslations('coupons');
  return { title: t('tabs.records') };
}

export default async function CouponRecordsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, t] = await Promise.all([
    searchParams,
    requireScope('coupons.read'),
    getTranslations('coupons'),
  ]);
  const filter = recordFilter(params);
  const [{ rows, before, after }, totals, bar] = await Promise.all([
    listRecords(scope, filter, pageRequest(params, { key: 'instant', id: 'couponRecord' })),
    sumRecords(scope, filter),
    recordFilters(scope),
  ]);
  const isFiltered = Object.keys(filter).length > 0;
  const isAboutResellers = scope.kind === 'distributor' && !scope.accountManagerId;
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t(scope.accountManagerId ? 'recordsDescriptionOwn' : 'recordsDescription')}
        actions={rows.length > 0 && <ExportLink path={`${path}/export`} params={withoutPage(params)} />}
      />
      <CouponTabs current="records" />
      {(rows.length > 0 || isFiltered) && <FilterBar path={path} params={params} {...bar} />}
      {rows.length > 0 && <RecordTable rows={rows} seesResellers={isAboutResellers} />}
      {rows.length === 0 && isFiltered && <NoResults clearHref={path} />}
      {rows.length === 0 && !isFiltered && (
        <EmptyState title={t('recordsEmptyTitle')} action={<ButtonLink href="/coupons">{t('toQuota')}</ButtonLink>}>
          {t('recordsEmpty')}
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

async function totalsText({ count, isMore, issued, returned, used }: RecordTotals): Promise<string> {
  const [t, locale] = await Promise.all([getTranslations('coupons'), getLocale()]);
  if (isMore) return t('countMore', { count });
  const amounts = { issued: formatAmount(issued, locale), returned: formatAmount(returned, locale) };
  return t('recordCount', { count, ...amounts, used: formatAmount(used, locale) });
}
