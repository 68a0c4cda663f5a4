import { notFound } from 'next/navigation';
import { getLocale, getTranslations } from 'next-intl/server';
import { cache } from 'react';
import { requireScope } from '@/app/_entry/session';
import { Amount } from '@/components/amount';
import { LimitsInWords } from '@/components/coupon/limits-in-words';
import { Card } from '@/components/ui/card';
import { CopyableId } from '@/components/ui/copy-button';
import { DescriptionList, type Detail } from '@/components/ui/description-list';
import { PageHeader } from '@/components/ui/page-header';
import { couponNumber } from '@/domain/coupons/coupon-number';
import { findOwnCoupon, type OwnCouponDetail } from '@/domain/coupons/own-coupon-queries';
import { isId } from '@/lib/id';
import { localName } from '@/lib/local-name';
import { OwnState, Validity } from '../own-state';
import { LifeTable } from './life-table';

interface Props {
  params: Promise<{ id: string }>;
}

/** Somebody else's coupon does not exist here, nor does one that was taken back. */
const load = cache(async (id: string): Promise<OwnCouponDetail> => {
  const scope = await requireScope('coupons.own');
  const coupon = isId('coupon', id) ? await findOwnCoupon(scope, id) : undefined;
  return coupon ?? notFound();
});

export async function generateMetadata({ params }: Props) {
  const [coupon, t] = await Promise.all([params.then(({ id }) => load(id)), getTranslations('mycoupons')]);
  return { title: t('heading', { number: couponNumber(coupon.id) }) };
}

/** One coupon with its life, as far as its customer may know it. */
export default async function MyCouponPage({ params }: Props) {
  const [coupon, t] = await Promise.all([params.then(({ id }) => load(id)), getTranslations('mycoupons')]);
  const number = couponNumber(coupon.id);
  const heading = t('heading', { number });
  return (
    <>
      <PageHeader
        title={heading}
        status={<OwnState coupon={coupon} />}
        description={<CopyableId id={number} label={t('copyNumber')} />}
        breadcrumbs={[{ label: t('title'), href: '/my-coupons' }, { label: heading }]}
      />
      <div className="flex flex-col gap-4">
        <Card title={t('facts')}>
          <DescriptionList items={await factsOf(coupon)} />
        </Card>
        <Card title={t('life')}>
          <LifeTable coupon={coupon} />
        </Card>
      </div>
    </>
  );
}

async function factsOf(coupon: OwnCouponDetail): Promise<Detail[]> {
  const [t, words, common, locale] = await Promise.all([
    getTranslations('mycoupons'),
    getTranslations('couponwords'),
    getTranslations('common'),
    getLocale(),
  ]);
  const { type, face, left, limits, minOrderMinor, partner, uses, lockOrderId } = coupon;
  return [
    { label: common('type'), value: words(`types.${type}`) },
    { label: t('face'), value: <Amount value={face} /> },
    { label: t('left'), value: <Amount value={left} /> },
    { label: t('validity'), value: <Validity coupon={coupon} label /> },
    {
      label: words('limits.title'),
      value: <LimitsInWords limits={limits} currency={face.currency} minOrderMinor={minOrderMinor} />,
    },
    { label: t('partner'), value: localName(partner, locale) },
    { label: t('uses'), value: new Intl.NumberFormat(locale).format(uses) },
    ...(lockOrderId === null ? [] : [{ label: t('lockedBy'), value: lockOrderId }]),
  ];
}
