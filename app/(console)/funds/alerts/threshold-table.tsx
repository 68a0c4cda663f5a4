import { useTranslations } from 'next-intl';
import { Amount } from '@/components/amount';
import { ActionForm } from '@/components/form/action-form';
import { type Column, DataTable } from '@/components/table/data-table';
import { hrefWith } from '@/components/table/hrefs';
import { Badge } from '@/components/ui/badge';
import { SubmitButton } from '@/components/ui/submit-button';
import { TextLink } from '@/components/ui/text-link';
import { When } from '@/components/when';
import type { ThresholdLine } from '@/domain/credit/threshold-queries';
import { localName } from '@/lib/local-name';
import { formatMoney } from '@/lib/money';
import { removeThresholdAction } from './actions';

/** The thresholds with what there is now; each can be changed and removed. */
export function ThresholdTable({ rows, locale }: { rows: readonly ThresholdLine[]; locale: string }) {
  const t = useTranslations('credit.alerts');
  const common = useTranslations('common');
  const nameOf = ({ customer }: ThresholdLine) => (customer ? localName(customer, locale) : t('own'));
  const columns: Column<ThresholdLine>[] = [
    { id: 'balance', header: t('balance'), isKey: true, cell: (row) => <Whose row={row} name={nameOf(row)} /> },
    { id: 'amount', header: t('amount'), align: 'end', noWrap: true, cell: ({ amount }) => <Amount value={amount} /> },
    {
      id: 'available',
      header: t('available'),
      align: 'end',
      noWrap: true,
      cell: ({ available }) => (available ? <Amount value={available} /> : '—'),
    },
    { id: 'state', header: common('status'), cell: (row) => <ThresholdState row={row} /> },
    {
      id: 'actions',
      header: common('actions'),
      cell: (row) => <RowActions row={row} name={nameOf(row)} />,
    },
  ];
  return <DataTable caption={t('title')} columns={columns} rows={rows} rowKey={(row) => row.id} />;
}

function Whose({ row: { customer, available }, name }: { row: ThresholdLine; name: string }) {
  if (!customer || !available) return name;
  return <TextLink href={`/customers/${customer.id}`}>{name}</TextLink>;
}

function ThresholdState({ row: { available, amount, crossedAt } }: { row: ThresholdLine }) {
  const t = useTranslations('credit.alerts');
  if (!available) return <Badge>{t('left')}</Badge>;
  if (available.minor >= amount.minor) return <Badge tone="success">{t('enough')}</Badge>;
  return (
    <span className="inline-flex flex-col items-start gap-0.5">
      <Badge tone="warning">{t('low')}</Badge>
      {crossedAt && (
        <span className="text-muted text-table">
          {t('lowSince')} <When at={crossedAt} precision="minute" />
        </span>
      )}
    </span>
  );
}

function RowActions({ row: { id, amount, customer, available }, name }: { row: ThresholdLine; name: string }) {
  const t = useTranslations('credit.alerts');
  const change = hrefWith('/funds/alerts', {}, { customer: customer?.id, amount: formatMoney(amount) });
  return (
    <span className="flex flex-wrap items-center gap-2">
      {available && (
        <TextLink href={`${change}#set`} className="inline-flex min-h-6 items-center">
          <span aria-hidden>{t('change')}</span>
          <span className="sr-only">{t('changeOne', { name })}</span>
        </TextLink>
      )}
      <ActionForm action={removeThresholdAction} label={t('removeOne', { name })} className="flex flex-col gap-1">
        <input type="hidden" name="thresholdId" value={id} />
        <SubmitButton variant="quiet" size="small">
          <span aria-hidden>{t('remove')}</span>
          <span className="sr-only">{t('removeOne', { name })}</span>
        </SubmitButton>
      </ActionForm>
    </span>
  );
}
