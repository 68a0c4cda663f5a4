import { getTranslations } from 'next-intl/server';
import { requireActor, requireScope } from '@/app/_entry/session';
import { FilterBar } from '@/components/table/filter-bar';
import { hrefWith, type SearchParams } from '@/components/table/hrefs';
import { ButtonLink } from '@/components/ui/button';
import { EmptyState, NoResults } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { Pagination } from '@/components/ui/pagination';
import { listIssuedQuotas, sumIssuedQuotas } from '@/domain/coupons/issued-quota-queries';
import { may } from '@/domain/permission';
import { pageRequest } from '@/lib/cursor';
import { CouponTabs } from '../_lists/coupon-tabs';
import { issuedQuotaFilter, issuedQuotaFilters } from '../_lists/quota-filters';
import { QuotaTiles } from '../_lists/quota-tiles';
import { IssuedQuotaTable } from './issued-quota-table';

const path = '/coupons/issued-quotas';

export async function generateMetadata() {
  const t = await getTranslations('coupons');
  return { title: t('tabs.issuedQuotas') };
}

export default async function IssuedQuotasPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  // Who may look at resellers: a distributor's people, but not those in sales.
  const [params, scope, actor, t] = await Promise.all([
    searchParams,
    requireScope('resellers.read'),
    requireActor(),
    getTranslations('coupons'),
  ]);
  const filter = issuedQuotaFilter(params);
  const [{ rows, before, after }, totals, bar] = await Promise.all([
    listIssuedQuotas(scope, filter, pageRequest(params, { key: 'instant', id: 'couponQuota' })),
    sumIssuedQuotas(scope, filter),
    issuedQuotaFilters(),
  ]);
  const isFiltered = Object.keys(filter).length > 0;
  return (
    <>
      <PageHeader title={t('title')} description={t('issuedQuotasDescription')} />
      <CouponTabs current="issuedQuotas" />
      {(rows.length > 0 || isFiltered) && (
        <>
          <QuotaTiles path={path} totals={totals} />
          <FilterBar path={path} params={params} {...bar} />
        </>
      )}
      {rows.length > 0 && (
        <IssuedQuotaTable rows={rows} currency={scope.currency} reclaims={may(actor, 'quotas.reclaim')} />
      )}
      {rows.length === 0 && isFiltered && <NoResults clearHref={path} />}
      {rows.length === 0 && !isFiltered && (
        <EmptyState
          title={t('issuedQuotasEmptyTitle')}
          action={<ButtonLink href="/coupons">{t('toQuota')}</ButtonLink>}
        >
          {t('issuedQuotasEmpty')}
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
