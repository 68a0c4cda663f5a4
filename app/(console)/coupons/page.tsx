import { getTranslations } from 'next-intl/server';
import { requireActor, requireScope } from '@/app/_entry/session';
import { FilterBar } from '@/components/table/filter-bar';
import { hrefWith, type SearchParams } from '@/components/table/hrefs';
import { Alert } from '@/components/ui/alert';
import { ButtonLink } from '@/components/ui/button';
import { EmptyState, NoResults } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { Pagination } from '@/components/ui/pagination';
import { listQuotas, sumQuotas } from '@/domain/coupons/quota-queries';
import { may } from '@/domain/permission';
import { pageRequest } from '@/lib/cursor';
import { CouponTabs } from './_lists/coupon-tabs';
import { quotaFilter, quotaFilters } from './_lists/quota-filters';
import { QuotaTiles } from './_lists/quota-tiles';
import { ExpiryForecast } from './expiry-forecast';
import { QuotaTable } from './quota-table';

const path = '/coupons';

export async function generateMetadata() {
  const t = await getTranslations('coupons');
  return { title: t('tabs.quota') };
}

export default async function QuotasPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, actor, t, lists] = await Promise.all([
    searchParams,
    requireScope('coupons.read'),
    requireActor(),
    getTranslations('coupons'),
    getTranslations('batches.coupons'),
  ]);
  const filter = quotaFilter(params);
  const [{ rows, before, after }, totals, bar] = await Promise.all([
    listQuotas(scope, filter, pageRequest(params, { key: 'instant', id: 'couponQuota' })),
    sumQuotas(scope, filter),
    quotaFilters(scope.kind === 'reseller'),
  ]);
  const isFiltered = Object.keys(filter).length > 0;
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t(scope.kind === 'distributor' ? 'quotaDescriptionDistributor' : 'quotaDescription')}
        actions={may(actor, 'coupons.issue') && <ButtonLink href="/coupons/batches">{lists('title')}</ButtonLink>}
      />
      <CouponTabs current="quota" />
      {scope.kind === 'subsidised_partner' && (
        <div className="mb-4">
          <Alert kind="info">{t('subsidised')}</Alert>
        </div>
      )}
      {(rows.length > 0 || isFiltered) && (
        <>
          <QuotaTiles path={path} totals={totals} />
          <FilterBar path={path} params={params} {...bar} />
        </>
      )}
      {rows.length > 0 && (
        <QuotaTable rows={rows} issues={may(actor, 'coupons.issue')} issuesQuota={may(actor, 'quotas.issue')} />
      )}
      {rows.length === 0 && isFiltered && <NoResults clearHref={path} />}
      {rows.length === 0 && !isFiltered && (
        <EmptyState title={t('quotaEmptyTitle')}>
          {t(scope.kind === 'reseller' ? 'quotaEmptyReseller' : 'quotaEmpty')}
        </EmptyState>
      )}
      <Pagination
        previousHref={before && hrefWith(path, params, { before, after: undefined })}
        nextHref={after && hrefWith(path, params, { after, before: undefined })}
        summary={totals.isMore ? t('countMore', { count: totals.count }) : undefined}
      />
      {(rows.length > 0 || isFiltered) && <ExpiryForecast scope={scope} params={params} />}
    </>
  );
}
