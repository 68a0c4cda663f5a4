import { getLocale, getTranslations } from 'next-intl/server';
import { Amount } from '@/components/amount';
import { type Column, DataTable } from '@/components/table/data-table';
import { Badge } from '@/components/ui/badge';
import { TextLink } from '@/components/ui/text-link';
import { couponNumber } from '@/domain/coupons/coupon-number';
import type { CouponOperation, ItemParty, OperationItem } from '@/domain/coupons/operation-queries';
import { localName } from '@/lib/local-name';

/** Each item with what moved, or why nothing did. */
export async function ItemTable({ operation }: { operation: CouponOperation }) {
  const [t, common, refusals, locale] = await Promise.all([
    getTranslations('issuing'),
    getTranslations('common'),
    getTranslations('refusals'),
    getLocale(),
  ]);
  const columns = {
    customer: {
      id: 'customer',
      header: common('customer'),
      cell: ({ customer }) => customer && <PartyName party={customer} path="/customers/" locale={locale} />,
    },
    reseller: {
      id: 'reseller',
      header: common('reseller'),
      cell: ({ reseller }) => reseller && <PartyName party={reseller} path="/resellers/" locale={locale} />,
    },
    coupon: {
      id: 'coupon',
      header: t('coupon'),
      cell: (item) => <CouponLink item={item} />,
    },
    quota: {
      id: 'quota',
      header: t('quota'),
      cell: ({ quota }) =>
        quota === undefined ? '—' : <TextLink href={`/coupons/quotas/${quota.id}`}>{quota.number}</TextLink>,
    },
  } as const satisfies Record<string, Column<OperationItem>>;
  return (
    <DataTable
      caption={t('items')}
      rows={operation.items}
      rowKey={({ id }) => id}
      columns={[
        ...orders[shapeOf(operation)].map((name, index) => ({ ...columns[name], isKey: index === 0 })),
        {
          id: 'amount',
          header: common('amount'),
          align: 'end',
          cell: ({ amount, refusal }) => (refusal === null ? <Amount value={amount} /> : '—'),
        },
        {
          id: 'outcome',
          header: t('outcome'),
          cell: ({ refusal }) =>
            refusal === null ? (
              <Badge tone="success">{t('succeeded')}</Badge>
            ) : (
              <span className="flex flex-col items-start gap-1">
                <Badge tone="danger">{t('declined')}</Badge>
                <span>{refusals(refusal)}</span>
              </span>
            ),
        },
      ]}
    />
  );
}

/** What names an item stands first. */
const orders = {
  issue: ['customer', 'coupon', 'quota'],
  coupons: ['coupon', 'customer', 'quota'],
  quota_issue: ['reseller', 'quota'],
  quotas: ['quota', 'reseller'],
} as const;

function shapeOf({ kind }: CouponOperation): keyof typeof orders {
  if (kind === 'issue' || kind === 'quota_issue') return kind;
  return kind === 'quota_reclaim' || kind === 'quota_grant' ? 'quotas' : 'coupons';
}

function PartyName({
  party,
  path,
  locale,
}: {
  party: ItemParty<'customer'> | ItemParty<'organization'>;
  path: string;
  locale: string;
}) {
  const { id, name, nameEn, isOwn } = party;
  // Of somebody who has nothing to do with the reader there is only what the reader has said.
  if (name === null) return <code className="break-all text-xs">{id}</code>;
  const shown = localName({ name, nameEn }, locale);
  return isOwn ? <TextLink href={`${path}${id}`}>{shown}</TextLink> : shown;
}

function CouponLink({ item: { couponId, refusal } }: { item: OperationItem }) {
  if (couponId === null) return '—';
  const number = <span className="break-all">{couponNumber(couponId)}</span>;
  return refusal === 'coupon_not_found' ? number : <TextLink href={`/coupons/issued/${couponId}`}>{number}</TextLink>;
}
