import { getLocale, getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { Amount } from '@/components/amount';
import { hrefWith, paramOf, type SearchParams } from '@/components/table/hrefs';
import { FigureTile, TileRow } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { Pagination } from '@/components/ui/pagination';
import { Tabs } from '@/components/ui/tabs';
import { soonDays } from '@/domain/coupons/coupon-state-now';
import { listOwnCoupons, sumOwnCoupons } from '@/domain/coupons/own-coupon-queries';
import { pageRequest } from '@/lib/cursor';
import { CouponTable } from './coupon-table';

const path = '/my-coupons';
const states = ['usable', 'used', 'expired'] as const;

export async function generateMetadata() {
  const t = await getTranslations('mycoupons');
  return { title: t('title') };
}

/** A customer's own coupons, by how they stand, and what the usable ones come to. @source spec/05 §5.2 */
export default async function MyCouponsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, t, locale] = await Promise.all([
    searchParams,
    requireScope('coupons.own'),
    getTranslations('mycoupons'),
    getLocale(),
  ]);
  const state = states.find((one) => one === paramOf(params, 'state')) ?? 'usable';
  const [{ usable, soon }, { rows, before, after }] = await Promise.all([
    sumOwnCoupons(scope),
    listOwnCoupons(scope, state, pageRequest(params, { key: 'instant', id: 'coupon' })),
  ]);
  const figure = (count: number) => new Intl.NumberFormat(locale).format(count);
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} />
      <div className="mb-4">
        <TileRow>
          <FigureTile label={t('usable')} value={figure(usable.count)} />
          <FigureTile label={t('usableLeft')} value={<Amount value={usable.left} />} />
          <FigureTile
            label={t('soon', { days: soonDays })}
            value={figure(soon.count)}
            note={<Amount value={soon.left} />}
          />
        </TileRow>
      </div>
      <Tabs
        label={t('states')}
        tabs={states.map((one) => ({
          label: t(`tabs.${one}`),
          href: hrefWith(path, {}, { state: one === 'usable' ? undefined : one }),
          isCurrent: one === state,
        }))}
      />
      {rows.length === 0 ? (
        <EmptyState title={t(`empty.${state}`)}>{t('emptyText')}</EmptyState>
      ) : (
        <CouponTable rows={rows} caption={t(`captions.${state}`)} />
      )}
      <Pagination
        previousHref={before && hrefWith(path, params, { before, after: undefined })}
        nextHref={after && hrefWith(path, params, { after, before: undefined })}
      />
    </>
  );
}
