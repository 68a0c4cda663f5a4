import { useLocale, useTranslations } from 'next-intl';
import { type Column, DataTable } from '@/components/table/data-table';
import { SelectionForm } from '@/components/table/selection';
import { ButtonLink } from '@/components/ui/button';
import { SubmitButton } from '@/components/ui/submit-button';
import { TextLink } from '@/components/ui/text-link';
import type { IssuedQuotaLine } from '@/domain/coupons/quota-lines';
import { localName } from '@/lib/local-name';
import type { Currency } from '@/lib/money';
import { isInUse, useQuotaColumns } from '../_lists/quota-columns';

/** What was cut for resellers. Who may take it back can do so one by one or several at once, as long as it is valid and has something left. */
export function IssuedQuotaTable({
  rows,
  currency,
  reclaims,
}: {
  rows: readonly IssuedQuotaLine[];
  currency: Currency;
  reclaims: boolean;
}) {
  const t = useTranslations('coupons');
  const locale = useLocale();
  const { head, amounts, times } = useQuotaColumns(rows[0]);
  const reseller: Column<IssuedQuotaLine> = {
    id: 'reseller',
    header: t('reseller'),
    isText: true,
    cell: (row) => <TextLink href={`/resellers/${row.reseller.id}`}>{localName(row.reseller, locale)}</TextLink>,
  };
  const parent: Column<IssuedQuotaLine> = {
    id: 'parent',
    header: t('parentNumber'),
    noWrap: true,
    cell: (row) => <TextLink href={`/coupons/quotas/${row.parent.id}`}>{row.parent.number}</TextLink>,
  };
  const actions: Column<IssuedQuotaLine> = {
    id: 'actions',
    header: t('actions'),
    noWrap: true,
    cell: (row) =>
      isInUse(row) ? (
        <ButtonLink
          href={`/coupons/reclaim-quotas?quota=${row.id}`}
          size="small"
          aria-label={t('reclaimOne', { number: row.number })}
        >
          {t('reclaim')}
        </ButtonLink>
      ) : (
        '—'
      ),
  };
  const table = {
    caption: t('tabs.issuedQuotas'),
    columns: [...head, reseller, ...amounts, ...(reclaims ? [actions] : []), ...times, parent],
    rows,
    rowKey: (row: IssuedQuotaLine) => row.id,
    rowHref: (row: IssuedQuotaLine) => `/coupons/quotas/${row.id}`,
  };
  if (!reclaims) return <DataTable {...table} />;
  return (
    <SelectionForm
      action="/coupons/reclaim-quotas"
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
          name: 'quota',
          value: (row) => row.id,
          label: (row) => t('select', { number: row.number }),
          allLabel: t('selectAll'),
          amount: (row) => row.balance,
          isDisabled: (row) => !isInUse(row),
        }}
      />
    </SelectionForm>
  );
}
