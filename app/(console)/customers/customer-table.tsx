import { useLocale, useTranslations } from 'next-intl';
import { DataTable } from '@/components/table/data-table';
import { SelectionForm } from '@/components/table/selection';
import { SubmitButton } from '@/components/ui/submit-button';
import type { CustomerRow } from '@/domain/customers/queries';
import { localName } from '@/lib/local-name';
import type { Currency } from '@/lib/money';
import { useCustomerColumns } from './customer-columns';

/** The list of customers. Who may move money can pick rows and take them into a batch. */
export function CustomerTable({
  rows,
  currency,
  seesPartners,
  movesMoney,
}: {
  rows: readonly CustomerRow[];
  currency: Currency;
  seesPartners: boolean;
  movesMoney: boolean;
}) {
  const t = useTranslations('customers');
  const locale = useLocale();
  const columns = useCustomerColumns({ seesPartners, movesMoney });
  const table = { caption: t('title'), columns, rows, rowKey: (row: CustomerRow) => row.id };
  if (!movesMoney) return <DataTable {...table} />;
  return (
    <SelectionForm
      action="/funds/batches/new"
      currency={currency}
      buttons={
        <>
          <SubmitButton size="small" variant="secondary" name="kind" value="allocate">
            {t('batchAllocate')}
          </SubmitButton>
          <SubmitButton size="small" variant="secondary" name="kind" value="reclaim">
            {t('batchReclaim')}
          </SubmitButton>
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
          isDisabled: (row) => row.type !== 'resale',
        }}
      />
    </SelectionForm>
  );
}
