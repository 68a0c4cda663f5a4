import { getTranslations } from 'next-intl/server';
import { requireActor } from '@/app/_entry/session';
import { Amount } from '@/components/amount';
import { type Column, DataTable } from '@/components/table/data-table';
import { Card } from '@/components/ui/card';
import { TextLink } from '@/components/ui/text-link';
import { may } from '@/domain/permission';
import type { LineSums, StatementFigures } from '@/domain/reconciliation/file-queries';
import type { Id } from '@/lib/id';
import { add, type Money, money } from '@/lib/money';

/** What each statement of a file says: opening, what moved, closing. */
export async function StatementsCard({ statements }: { statements: readonly StatementFigures[] }) {
  const [t, actor] = await Promise.all([getTranslations('bankfiles.file'), requireActor()]);
  const mayOpen = may(actor, 'receiving_accounts.manage');
  const amount = (value: Money | null) => (value === null ? '—' : <Amount value={value} />);
  const columns: Column<StatementFigures>[] = [
    {
      id: 'account',
      header: t('account'),
      isKey: true,
      cell: (row) =>
        mayOpen ? (
          <TextLink href={`/operations/receiving-accounts/${row.accountId}`} className="tabular-nums">
            {row.accountNumber}
          </TextLink>
        ) : (
          <span className="tabular-nums">{row.accountNumber}</span>
        ),
    },
    { id: 'reference', header: t('reference'), cell: (row) => row.reference ?? '—' },
    {
      id: 'period',
      header: t('period'),
      noWrap: true,
      cell: (row) =>
        row.fromOn !== null && row.toOn !== null ? t('periodOf', { from: row.fromOn, to: row.toOn }) : '—',
    },
    { id: 'count', header: t('count'), align: 'end', cell: (row) => row.lineCount },
    { id: 'opening', header: t('opening'), align: 'end', cell: (row) => amount(row.opening) },
    { id: 'credits', header: t('credits'), align: 'end', cell: (row) => amount(row.credits) },
    { id: 'debits', header: t('debits'), align: 'end', cell: (row) => amount(row.debits) },
    { id: 'closing', header: t('closing'), align: 'end', cell: (row) => amount(row.closing) },
  ];
  return (
    <Card title={t('statements')}>
      <DataTable
        caption={t('statementsTable')}
        columns={columns}
        rows={statements}
        rowKey={(row) => String(row.number)}
      />
    </Card>
  );
}

/** What became of the money of a file, so that every cent of it is somewhere. */
export async function OutcomeCard({ sums, fileId }: { sums: readonly LineSums[]; fileId: Id<'bankFile'> }) {
  const t = await getTranslations('bankfiles');
  const columns: Column<LineSums>[] = [
    {
      id: 'state',
      header: t('file.outcomeState'),
      isKey: true,
      cell: (row) =>
        row.state === 'known' ? (
          t('lineStates.known')
        ) : (
          <TextLink href={`/operations/bank-lines?file=${fileId}&state=${row.state}`}>
            {t(`lineStates.${row.state}`)}
          </TextLink>
        ),
    },
    { id: 'count', header: t('file.count'), align: 'end', cell: (row) => row.count },
    { id: 'credits', header: t('file.credits'), align: 'end', cell: (row) => <Amount value={row.credits} /> },
    { id: 'debits', header: t('file.debits'), align: 'end', cell: (row) => <Amount value={row.debits} /> },
  ];
  const currencies = [...new Set(sums.map(({ credits }) => credits.currency))];
  return (
    <Card title={t('file.outcome')}>
      <p className="mb-3 text-muted">{t('file.outcomeNote')}</p>
      {currencies.map((currency) => {
        const own = sums.filter(({ credits }) => credits.currency === currency);
        const total = (side: 'credits' | 'debits') =>
          own.reduce((all, row) => add(all, row[side]), money(0n, currency));
        return (
          <DataTable
            key={currency}
            caption={`${t('file.outcomeTable')} · ${currency}`}
            columns={columns}
            rows={own}
            rowKey={(row) => row.state}
            footer={{
              state: t('file.total'),
              count: own.reduce((all, { count }) => all + count, 0),
              credits: <Amount value={total('credits')} />,
              debits: <Amount value={total('debits')} />,
            }}
          />
        );
      })}
    </Card>
  );
}
