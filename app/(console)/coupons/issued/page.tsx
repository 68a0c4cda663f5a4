import { getTranslations } from 'next-intl/server';
import { requireActor, requireScope } from '@/app/_entry/session';
import { Amount } from '@/components/amount';
import { ExportLink } from '@/components/table/export-link';
import { FilterBar } from '@/components/table/filter-bar';
import { hrefWith, type SearchParams } from '@/components/table/hrefs';
import { ButtonLink } from '@/components/ui/button';
import { FigureTile, TileRow } from '@/components/ui/card';
import { EmptyState, NoResults } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { Pagination } from '@/components/ui/pagination';
import { type CouponTotals, listCoupons, sumCoupons } from '@/domain/coupons/coupon-queries';
import { may } from '@/domain/permission';
import { pageRequest } from '@/lib/cursor';
import { CouponTabs } from '../_lists/coupon-tabs';
import { withoutPage } from '../_lists/list-filter';
import { CouponTable } from './coupon-table';
import { couponFilter, couponFilters } from './filter';

const path = '/coupons/issued';

export async function generateMetadata() {
  const t = await getTranslations('coupons');
  return { title: t('tabs.issued') };
}

export default async function IssuedCouponsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, actor, t] = await Promise.all([
    searchParams,
    requireScope('coupons.read'),
    requireActor(),
    getTranslations('coupons'),
  ]);
  const filter = couponFilter(params);
  const [{ rows, before, after }, totals, soon, bar] = await Promise.all([
    listCoupons(scope, filter, pageRequest(params, { key: 'instant', id: 'coupon' })),
    sumCoupons(scope, filter),
    sumCoupons(scope, { ...filter, within: '7' }),
    couponFilters(),
  ]);
  const isFiltered = Object.keys(filter).length > 0;
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t(scope.accountManagerId ? 'issuedDescriptionOwn' : 'issuedDescription')}
        actions={rows.length > 0 && <ExportLink path={`${path}/export`} params={withoutPage(params)} />}
      />
      <CouponTabs current="issued" />
      {(rows.length > 0 || isFiltered) && (
        <>
          <CouponTiles totals={totals} soon={soon} params={params} />
          <FilterBar path={path} params={params} {...bar} />
        </>
      )}
      {rows.length > 0 && (
        <CouponTable rows={rows} currency={scope.currency} reclaims={may(actor, 'coupons.reclaim')} />
      )}
      {rows.length === 0 && isFiltered && <NoResults clearHref={path} />}
      {rows.length === 0 && !isFiltered && (
        <EmptyState title={t('issuedEmptyTitle')} action={<ButtonLink href="/coupons">{t('toQuota')}</ButtonLink>}>
          {t('issuedEmpty')}
        </EmptyState>
      )}
      <Pagination
        previousHref={before && hrefWith(path, params, { before, after: undefined })}
        nextHref={after && hrefWith(path, params, { after, before: undefined })}
        summary={totals.isMore ? t('countMore', { count: totals.count }) : undefined}
      />
    </>
  );
}

/** What the filtered set comes to, and what of it expires within a week. Nothing where there are more than are added up. */
async function CouponTiles({
  totals,
  soon,
  params,
}: {
  totals: CouponTotals;
  soon: CouponTotals;
  params: SearchParams;
}) {
  const t = await getTranslations('coupons.couponTotals');
  if (totals.isMore) return null;
  return (
    <div className="mb-4">
      <TileRow>
        <FigureTile
          label={t('face')}
          value={<Amount value={totals.face} />}
          note={t('count', { count: totals.count })}
        />
        <FigureTile label={t('left')} value={<Amount value={totals.left} />} note={t('leftNote')} />
        <FigureTile
          label={t('soon')}
          value={<Amount value={soon.left} />}
          note={t('count', { count: soon.count })}
          href={hrefWith(path, params, { within: '7' })}
        />
      </TileRow>
    </div>
  );
}
