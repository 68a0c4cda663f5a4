import { useTranslations } from 'next-intl';
import { Amount } from '@/components/amount';
import { type Column, DataTable } from '@/components/table/data-table';
import { When, ZoneName } from '@/components/when';
import type { TermsLine } from '@/domain/credit/terms-queries';
import type { Money } from '@/lib/money';

/** Terms as they were set, the newest first; what changed says what it was before. */
export function TermsTable({ rows, showsUser = false }: { rows: readonly TermsLine[]; showsUser?: boolean }) {
  const t = useTranslations('credit');
  const [first] = rows;
  const amount = (field: keyof TermsLine['terms'], header: string): Column<TermsLine> => ({
    id: field,
    header,
    align: 'end',
    cell: ({ terms, before }) => <Change now={terms[field]} was={before[field]} />,
  });
  const columns: Column<TermsLine>[] = [
    {
      id: 'at',
      header: t('history.at'),
      headerContent: first && (
        <>
          {t('history.at')} <ZoneName at={first.at} />
        </>
      ),
      isKey: true,
      noWrap: true,
      cell: (row) => <When at={row.at} label={false} />,
    },
    amount('creditLimit', t('terms.limit')),
    amount('designated', t('terms.designated')),
    amount('owedInvoices', t('terms.owedInvoices')),
    {
      id: 'reason',
      header: t('history.reason'),
      isText: true,
      cell: (row) => <span className="wrap-anywhere">{row.reason}</span>,
    },
    ...(showsUser ? [{ id: 'user', header: t('history.by'), cell: (row: TermsLine) => row.userName ?? '—' }] : []),
  ];
  return <DataTable caption={t('history.title')} columns={columns} rows={rows} rowKey={(row) => row.id} />;
}

function Change({ now, was }: { now: Money; was: Money }) {
  const t = useTranslations('credit.history');
  return (
    <span className="inline-flex flex-col items-end">
      <Amount value={now} />
      {now.minor !== was.minor && (
        <span className="text-muted text-table">
          {t('was')} <Amount value={was} />
        </span>
      )}
    </span>
  );
}
