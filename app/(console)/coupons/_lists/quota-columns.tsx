import { useTranslations } from 'next-intl';
import { Amount } from '@/components/amount';
import { QuotaState } from '@/components/coupon/coupon-badges';
import type { Column } from '@/components/table/data-table';
import { When, ZoneName } from '@/components/when';
import type { QuotaLine } from '@/domain/coupons/quota-lines';

/** The columns that every list of quotas has: which it is, what is left of it, and when it can be used. */
export function useQuotaColumns<Row extends QuotaLine>(
  first: Row | undefined,
): Record<'head' | 'amounts' | 'times', Column<Row>[]> {
  const [t, words] = [useTranslations('coupons'), useTranslations('couponwords.types')];
  return {
    head: [
      { id: 'number', header: t('quotaNumber'), isKey: true, noWrap: true, cell: (row) => row.number },
      { id: 'type', header: t('type'), noWrap: true, cell: (row) => words(row.type) },
      {
        id: 'state',
        header: t('state'),
        noWrap: true,
        cell: (row) => (
          <span className="flex flex-wrap items-center gap-x-2 max-sm:justify-end">
            <QuotaState state={row.state} />
            {row.state === 'normal' && !row.isEffective && <span className="text-muted">{t('notInForce')}</span>}
          </span>
        ),
      },
    ],
    amounts: [
      { id: 'value', header: t('value'), align: 'end', noWrap: true, cell: (row) => <Amount value={row.value} /> },
      {
        id: 'balance',
        header: t('balance'),
        align: 'end',
        noWrap: true,
        cell: (row) => <Amount value={row.balance} />,
      },
    ],
    times: [
      {
        id: 'effectiveAt',
        header: t('effectiveAt'),
        headerContent: first && (
          <>
            {t('effectiveAt')} <ZoneName at={first.effectiveAt} />
          </>
        ),
        noWrap: true,
        hideOnCard: true,
        cell: (row) => <When at={row.effectiveAt} precision="minute" label={false} />,
      },
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
    ],
  };
}

/** Whether something can be cut from it now; the command looks again. */
export const isInUse = ({ state, isEffective, balance }: QuotaLine): boolean =>
  state === 'normal' && isEffective && balance.minor > 0n;
