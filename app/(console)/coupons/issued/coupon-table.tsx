import { useLocale, useTranslations } from 'next-intl';
import { Amount } from '@/components/amount';
import { CouponState } from '@/components/coupon/coupon-badges';
import { type Column, DataTable } from '@/components/table/data-table';
import { SelectionForm } from '@/components/table/selection';
import { ButtonLink } from '@/components/ui/button';
import { SubmitButton } from '@/components/ui/submit-button';
import { TextLink } from '@/components/ui/text-link';
import { When, ZoneName } from '@/components/when';
import type { CouponLine } from '@/domain/coupons/coupon-queries';
import { localName } from '@/lib/local-name';
import type { Currency } from '@/lib/money';

/** Issued coupons. Who may reclaim can do so one by one or several at once: what is usable and not locked by an order. */
export function CouponTable({
  rows,
  currency,
  reclaims,
}: {
  rows: readonly CouponLine[];
  currency: Currency;
  reclaims: boolean;
}) {
  const t = useTranslations('coupons');
  const columns = useCouponColumns(rows[0], reclaims);
  const table = {
    caption: t('tabs.issued'),
    columns,
    rows,
    rowKey: (row: CouponLine) => row.id,
    rowHref: (row: CouponLine) => `/coupons/issued/${row.id}`,
  };
  if (!reclaims) return <DataTable {...table} />;
  return (
    <SelectionForm
      action="/coupons/reclaim"
      currency={currency}
      buttons={
        <SubmitButton size="small" variant="secondary">
          {t('reclaimChosen')}
        </SubmitButton>
      }
    >
      <DataTable
        {...table}
        selection={{
          name: 'coupon',
          value: (row) => row.id,
          label: (row) => t('select', { number: row.number }),
          allLabel: t('selectAll'),
          amount: (row) => row.left,
          isDisabled: (row) => !isReclaimable(row),
        }}
      />
    </SelectionForm>
  );
}

/** Whether it could be reclaimed now; the command looks again. */
const isReclaimable = ({ state, lockOrderId }: CouponLine): boolean => state === 'usable' && lockOrderId === null;

function useCouponColumns(first: CouponLine | undefined, reclaims: boolean): Column<CouponLine>[] {
  const t = useTranslations('coupons');
  const words = useTranslations('couponwords.types');
  const locale = useLocale();
  const actions: Column<CouponLine> = {
    id: 'actions',
    header: t('actions'),
    noWrap: true,
    cell: (row) =>
      isReclaimable(row) ? (
        <ButtonLink
          href={`/coupons/reclaim?coupon=${row.id}`}
          size="small"
          aria-label={t('reclaimOne', { number: row.number })}
        >
          {t('reclaim')}
        </ButtonLink>
      ) : (
        '—'
      ),
  };
  return [
    {
      id: 'number',
      header: t('couponNumber'),
      isKey: true,
      cell: (row) => <code className="text-xs">{row.number}</code>,
    },
    {
      id: 'customer',
      header: t('customer'),
      isText: true,
      cell: (row) =>
        row.isCustomerOwn ? (
          <TextLink href={`/customers/${row.customer.id}`}>{localName(row.customer, locale)}</TextLink>
        ) : (
          localName(row.customer, locale)
        ),
    },
    { id: 'state', header: t('state'), cell: (row) => <StateCell row={row} /> },
    { id: 'face', header: t('face'), align: 'end', noWrap: true, cell: (row) => <Amount value={row.face} /> },
    { id: 'left', header: t('left'), align: 'end', noWrap: true, cell: (row) => <Amount value={row.left} /> },
    {
      id: 'expiresAt',
      header: t('expiresAt'),
      headerContent: first && (
        <>
          {t('expiresAt')} <ZoneName at={first.expiresAt} />
        </>
      ),
      noWrap: true,
      cell: (row) => <When at={row.expiresAt} precision="minute" label={false} />,
    },
    ...(reclaims ? [actions] : []),
    { id: 'type', header: t('type'), noWrap: true, cell: (row) => words(row.type) },
    {
      id: 'quota',
      header: t('quotaNumber'),
      noWrap: true,
      cell: (row) => <TextLink href={`/coupons/quotas/${row.quota.id}`}>{row.quota.number}</TextLink>,
    },
    { id: 'order', header: t('order'), hideOnCard: true, cell: (row) => row.orderId ?? '—' },
    {
      id: 'createdAt',
      header: t('createdAt'),
      noWrap: true,
      hideOnCard: true,
      cell: (row) => <When at={row.createdAt} precision="minute" label={false} />,
    },
  ];
}

function StateCell({ row }: { row: CouponLine }) {
  const t = useTranslations('coupons');
  return (
    <span className="flex flex-col items-start gap-0.5 max-sm:items-end">
      <CouponState state={row.state} />
      {row.lockOrderId !== null && (
        <span className="text-xs wrap-anywhere text-muted">{t('lockedBy', { order: row.lockOrderId })}</span>
      )}
    </span>
  );
}
