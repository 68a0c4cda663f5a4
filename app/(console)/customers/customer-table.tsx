import { useLocale, useTranslations } from 'next-intl';
import { DataTable } from '@/components/table/data-table';
import { SelectionForm } from '@/components/table/selection';
import { SubmitButton } from '@/components/ui/submit-button';
import type { CustomerRow } from '@/domain/customers/queries';
import { localName } from '@/lib/local-name';
import type { Currency } from '@/lib/money';
import type { ColumnId } from './column-ids';
import { useCustomerColumns } from './customer-columns';
import type { sorts } from './filter';

/** The list of customers. Who may move money, issue coupons, or say who looks after them, can pick rows and take them along. */
export function CustomerTable({
  rows,
  currency,
  seesPartners,
  movesMoney,
  issuesCoupons,
  assigns,
  columns: wanted,
  sort,
}: {
  rows: readonly CustomerRow[];
  currency: Currency;
  seesPartners: boolean;
  movesMoney: boolean;
  issuesCoupons: boolean;
  assigns: boolean;
  columns: readonly ColumnId[] | undefined;
  sort: (typeof sorts)[number];
}) {
  const t = useTranslations('customers');
  const locale = useLocale();
  const columns = useCustomerColumns({ seesPartners, movesMoney, columns: wanted, sort });
  const table = { caption: t('title'), columns, rows, rowKey: (row: CustomerRow) => row.id };
  if (!movesMoney && !issuesCoupons && !assigns) return <DataTable {...table} />;
  return (
    <SelectionForm
      action={movesMoney ? '/funds/batches/new' : '/customers/assign'}
      {...(movesMoney ? { currency } : {})}
      buttons={
        <>
          {movesMoney &&
            (['allocate', 'reclaim'] as const).map((kind) => (
              <SubmitButton key={kind} size="small" variant="secondary" name="kind" value={kind}>
                {t(kind === 'allocate' ? 'batchAllocate' : 'batchReclaim')}
              </SubmitButton>
            ))}
          {issuesCoupons && (
            <SubmitButton size="small" variant="secondary" formAction="/coupons/batches/new">
              {t('batchCoupons')}
            </SubmitButton>
          )}
          {assigns && (
            <SubmitButton size="small" variant="secondary" formAction="/customers/assign">
              {t('batchAssign')}
            </SubmitButton>
          )}
        </>
      }
    >
      <DataTable
        {...table}
        selection={{
          name: 'customers',
          value: (row) => row.id,
          label: (row) => t('select', { name: localName(row, locale) }),
          allLabel: t('selectAll'),
          amount: (row) => row.balance,
          isDisabled: (row) => !assigns && row.type !== 'resale',
        }}
      />
    </SelectionForm>
  );
}
