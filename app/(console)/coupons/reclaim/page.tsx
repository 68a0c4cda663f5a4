import { notFound } from 'next/navigation';
import { getLocale, getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { CouponState } from '@/components/coupon/coupon-badges';
import { hrefWith, paramOf, type SearchParams } from '@/components/table/hrefs';
import { type ChosenCoupon, listChosenCoupons } from '@/domain/coupons/chosen-queries';
import { couponNumber } from '@/domain/coupons/coupon-number';
import { findReseller } from '@/domain/customers/reseller-queries';
import { type ReadScope, scopeOfReseller } from '@/domain/read-scope';
import { isId } from '@/lib/id';
import { localName } from '@/lib/local-name';
import { reclaimCouponsAction } from '../_issue/actions';
import { listOf } from '../_issue/params';
import { type ChosenRow, ReclaimReview } from '../_issue/reclaim-review';

export async function generateMetadata() {
  const t = await getTranslations('issuing');
  return { title: t('reclaimTitle') };
}

export default async function ReclaimCouponsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, locale] = await Promise.all([searchParams, requireScope('coupons.reclaim'), getLocale()]);
  const ids = listOf(params, 'coupon')
    .filter((id) => isId('coupon', id))
    .slice(0, 100);
  const coupons = ids.length > 0 ? await listChosenCoupons(await holderScope(scope, params), ids) : [];
  return (
    <ReclaimReview
      what="coupons"
      rows={coupons.map((coupon) => rowOf(coupon, locale))}
      chosen={ids.length}
      currency={scope.currency}
      form={{
        action: reclaimCouponsAction,
        name: 'couponIds',
        resellerId: paramOf(params, 'reseller') || undefined,
        remarkMax: 512,
        here: hrefWith('/coupons/reclaim', params, {}),
      }}
    />
  );
}

/** Whose coupons these are: the reader's, or those of its reseller that the address names. */
async function holderScope(scope: ReadScope, params: SearchParams): Promise<ReadScope> {
  const id = paramOf(params, 'reseller');
  if (id === '') return scope;
  const reseller = isId('organization', id) ? await findReseller(scope, id) : undefined;
  return reseller ? scopeOfReseller(scope, reseller.id) : notFound();
}

const rowOf = (coupon: ChosenCoupon, locale: string): ChosenRow => ({
  ...{ id: coupon.id, type: coupon.type, expiresAt: coupon.expiresAt },
  number: couponNumber(coupon.id),
  href: `/coupons/issued/${coupon.id}`,
  holder: localName(coupon.customer, locale),
  state: <State coupon={coupon} />,
  comesBack: coupon.state === 'usable' && !coupon.isLocked ? coupon.balance : undefined,
});

async function State({ coupon }: { coupon: ChosenCoupon }) {
  const refusals = await getTranslations('refusals');
  const state = <CouponState state={coupon.state} />;
  if (!coupon.isLocked) return state;
  return (
    <span className="flex flex-col items-start gap-1">
      {state}
      <span>{refusals('coupon_locked')}</span>
    </span>
  );
}
