import { notFound } from 'next/navigation';
import { getLocale, getTranslations } from 'next-intl/server';
import { cache } from 'react';
import { requireActor, requireScope } from '@/app/_entry/session';
import { Amount } from '@/components/amount';
import { CouponState } from '@/components/coupon/coupon-badges';
import { LimitsInWords } from '@/components/coupon/limits-in-words';
import { Card } from '@/components/ui/card';
import { CopyableId } from '@/components/ui/copy-button';
import { DescriptionList } from '@/components/ui/description-list';
import { PageHeader } from '@/components/ui/page-header';
import { TextLink } from '@/components/ui/text-link';
import { When } from '@/components/when';
import { couponNumber } from '@/domain/coupons/coupon-number';
import { findCoupons, type OperatorCoupon } from '@/domain/coupons/operator-coupon-queries';
import { listCouponRecords } from '@/domain/coupons/operator-record-queries';
import { may } from '@/domain/permission';
import { isId } from '@/lib/id';
import { localName } from '@/lib/local-name';
import { RecordTable } from '../../coupon-quotas/record-table';
import { TakeBackForm } from '../take-back-form';

interface Params {
  params: Promise<{ id: string }>;
}

const loadCoupon = cache(async (id: string): Promise<OperatorCoupon> => {
  const scope = await requireScope('quotas.oversee');
  const [coupon] = isId('coupon', id) ? await findCoupons(scope, [id]) : [];
  return coupon ?? notFound();
});

export async function generateMetadata({ params }: Params) {
  const [coupon, t] = await Promise.all([params.then(({ id }) => loadCoupon(id)), getTranslations('quotaops.coupon')]);
  return { title: t('heading', { number: couponNumber(coupon.id) }) };
}

/** A coupon and its whole life as the operator sees it. @source spec/05 §5.2 */
export default async function CouponPage({ params }: Params) {
  const [coupon, scope, actor, t] = await Promise.all([
    params.then(({ id }) => loadCoupon(id)),
    requireScope('quotas.oversee'),
    requireActor(),
    getTranslations('quotaops'),
  ]);
  const records = await listCouponRecords(scope, coupon.id);
  const number = couponNumber(coupon.id);
  const isTakeable = coupon.state === 'usable' && coupon.lockOrderId === null && may(actor, 'coupons.take_back');
  return (
    <>
      <PageHeader
        title={t('coupon.heading', { number })}
        status={<CouponState state={coupon.state} />}
        description={<CopyableId id={coupon.id} label={t('coupon.copyId')} />}
        breadcrumbs={[{ label: t('coupons.title'), href: '/operations/coupons' }, { label: number }]}
      />
      <div className="flex flex-col gap-4">
        <FactsCard coupon={coupon} />
        <Card title={t('records.title')}>
          <RecordTable records={records} caption={t('records.title')} />
        </Card>
        {isTakeable && (
          <Card title={t('takeBack.title')}>
            <TakeBackForm couponIds={[coupon.id]} back={`/operations/coupons/${coupon.id}`} />
          </Card>
        )}
      </div>
    </>
  );
}

async function FactsCard({ coupon }: { coupon: OperatorCoupon }) {
  const [t, words, common, locale] = await Promise.all([
    getTranslations('quotaops'),
    getTranslations('couponwords'),
    getTranslations('common'),
    getLocale(),
  ]);
  const { customer, partner, quota, face, limits, minOrderMinor } = coupon;
  return (
    <Card title={t('coupon.facts')}>
      <DescriptionList
        items={[
          { label: common('type'), value: words(`types.${coupon.type}`) },
          { label: t('coupons.face'), value: <Amount value={face} /> },
          { label: common('balance'), value: <Amount value={coupon.balance} /> },
          {
            label: common('customer'),
            value: <TextLink href={`/customers/${customer.id}`}>{localName(customer, locale)}</TextLink>,
          },
          {
            label: t('partner'),
            value: <TextLink href={`/operations/organizations/${partner.id}`}>{localName(partner, locale)}</TextLink>,
          },
          {
            label: t('coupons.quota'),
            value: <TextLink href={`/operations/coupon-quotas/${quota.id}`}>{quota.number}</TextLink>,
          },
          { label: t('effectiveAt'), value: <When at={coupon.effectiveAt} /> },
          { label: t('expiresAt'), value: <When at={coupon.expiresAt} /> },
          { label: t('createdAt'), value: <When at={coupon.createdAt} /> },
          {
            label: words('limits.title'),
            value: <LimitsInWords limits={limits} currency={face.currency} minOrderMinor={minOrderMinor} />,
          },
          { label: t('coupon.uses'), value: String(coupon.uses) },
          { label: t('coupon.lockOrder'), value: coupon.lockOrderId ?? undefined },
          { label: t('coupon.order'), value: coupon.orderId ?? undefined },
        ]}
      />
    </Card>
  );
}
