import { getLocale, getTranslations } from 'next-intl/server';
import { Amount } from '@/components/amount';
import { CouponState } from '@/components/coupon/coupon-badges';
import type { Column } from '@/components/table/data-table';
import { Badge } from '@/components/ui/badge';
import { TextLink } from '@/components/ui/text-link';
import { When, ZoneName } from '@/components/when';
import { couponNumber } from '@/domain/coupons/coupon-number';
import type { OperatorCoupon } from '@/domain/coupons/operator-coupon-queries';
import { localName } from '@/lib/local-name';

/** The columns of coupons in the operator's lists. */
export async function couponColumns(): Promise<Column<OperatorCoupon>[]> {
  const [t, words, common, locale] = await Promise.all([
    getTranslations('quotaops'),
    getTranslations('couponwords'),
    getTranslations('common'),
    getLocale(),
  ]);
  return [
    {
      id: 'number',
      header: t('coupons.number'),
      isKey: true,
      cell: (row) => (
        <TextLink href={`/operations/coupons/${row.id}`} className="wrap-anywhere">
          {couponNumber(row.id)}
        </TextLink>
      ),
    },
    {
      id: 'customer',
      header: common('customer'),
      isText: true,
      cell: (row) => <TextLink href={`/customers/${row.customer.id}`}>{localName(row.customer, locale)}</TextLink>,
    },
    {
      id: 'partner',
      header: t('partner'),
      isText: true,
      cell: (row) => (
        <TextLink href={`/operations/organizations/${row.partner.id}`}>{localName(row.partner, locale)}</TextLink>
      ),
    },
    { id: 'type', header: common('type'), noWrap: true, cell: (row) => words(`types.${row.type}`) },
    {
      id: 'state',
      header: common('status'),
      cell: (row) => (
        <>
          <CouponState state={row.state} />{' '}
          {row.lockOrderId !== null && <Badge tone="info">{t('coupons.locked')}</Badge>}
        </>
      ),
    },
    { id: 'face', header: t('coupons.face'), align: 'end', cell: (row) => <Amount value={row.face} /> },
    { id: 'balance', header: common('balance'), align: 'end', cell: (row) => <Amount value={row.balance} /> },
    {
      id: 'expiresAt',
      header: t('expiresAt'),
      headerContent: (
        <>
          {t('expiresAt')} <ZoneName at={new Date()} />
        </>
      ),
      cell: (row) => <When at={row.expiresAt} precision="minute" label={false} />,
    },
    {
      id: 'quota',
      header: t('coupons.quota'),
      cell: (row) => <TextLink href={`/operations/coupon-quotas/${row.quota.id}`}>{row.quota.number}</TextLink>,
    },
  ];
}
