import { getLocale, getTranslations } from 'next-intl/server';
import { Amount } from '@/components/amount';
import { LimitsInWords } from '@/components/coupon/limits-in-words';
import { type Column, DataTable } from '@/components/table/data-table';
import { ZoneName } from '@/components/when';
import { couponNumber } from '@/domain/coupons/coupon-number';
import type { OwnCoupon } from '@/domain/coupons/own-coupon-queries';
import { localName } from '@/lib/local-name';
import { OwnState, Validity } from './own-state';

/** Coupons of the customer that reads. */
export async function CouponTable({ rows, caption }: { rows: readonly OwnCoupon[]; caption: string }) {
  const [t, words, common, locale] = await Promise.all([
    getTranslations('mycoupons'),
    getTranslations('couponwords'),
    getTranslations('common'),
    getLocale(),
  ]);
  const columns: Column<OwnCoupon>[] = [
    {
      id: 'number',
      header: t('number'),
      isKey: true,
      cell: ({ id }) => <code className="break-all text-xs">{couponNumber(id)}</code>,
    },
    { id: 'type', header: common('type'), noWrap: true, cell: ({ type }) => words(`types.${type}`) },
    { id: 'face', header: t('face'), align: 'end', noWrap: true, cell: ({ face }) => <Amount value={face} /> },
    { id: 'left', header: t('left'), align: 'end', noWrap: true, cell: ({ left }) => <Amount value={left} /> },
    {
      id: 'validity',
      header: t('validity'),
      headerContent: (
        <>
          {t('validity')} <ZoneName at={new Date()} />
        </>
      ),
      cell: (coupon) => <Validity coupon={coupon} />,
    },
    {
      id: 'limits',
      header: words('limits.title'),
      cell: ({ limits, face, minOrderMinor }) => (
        <LimitsInWords limits={limits} currency={face.currency} minOrderMinor={minOrderMinor} />
      ),
    },
    { id: 'partner', header: t('partner'), cell: ({ partner }) => localName(partner, locale) },
    { id: 'state', header: common('status'), cell: (coupon) => <OwnState coupon={coupon} /> },
  ];
  return (
    <DataTable
      caption={caption}
      columns={columns}
      rows={rows}
      rowKey={({ id }) => id}
      rowHref={({ id }) => `/my-coupons/${id}`}
    />
  );
}
