import { useLocale, useTranslations } from 'next-intl';
import { Amount } from '@/components/amount';
import { type Column, DataTable } from '@/components/table/data-table';
import { Chip } from '@/components/ui/badge';
import { When, ZoneName } from '@/components/when';
import type { StatementLine } from '@/domain/statements/lines';
import { asKind } from '@/lib/id';
import { localName } from '@/lib/local-name';

/** The lines of a statement. Each opens its transfer; that a credit limit was changed is none, and leads to the terms. */
export function LineTable({ rows, caption }: { rows: readonly StatementLine[]; caption: string }) {
  const t = useTranslations('statement');
  const [first] = rows;
  const columns: Column<StatementLine>[] = [
    {
      id: 'at',
      header: t('columns.at'),
      headerContent: first && (
        <>
          {t('columns.at')} <ZoneName at={first.at} />
        </>
      ),
      noWrap: true,
      cell: (row) => <When at={row.at} label={false} />,
    },
    {
      id: 'number',
      header: t('columns.number'),
      isKey: true,
      cell: (row) => <code className="break-all text-xs">{row.number}</code>,
    },
    { id: 'detail', header: t('columns.detail'), cell: (row) => <Chip>{t(`details.${row.detail}`)}</Chip> },
    {
      id: 'direction',
      header: t('columns.direction'),
      noWrap: true,
      cell: (row) => t(row.change.minor > 0n ? 'directions.in' : 'directions.out'),
    },
    {
      id: 'change',
      header: t('columns.change'),
      align: 'end',
      noWrap: true,
      cell: (row) => <Amount value={row.change} sign="always" />,
    },
    {
      id: 'balance',
      header: t('columns.balance'),
      align: 'end',
      noWrap: true,
      cell: (row) => <Amount value={row.balanceAfter} />,
    },
    {
      id: 'transaction',
      header: t('columns.transaction'),
      cell: (row) => (row.document ? <code className="break-all text-xs">{row.document.number}</code> : '—'),
    },
    { id: 'party', header: t('columns.party'), isText: true, cell: (row) => <Party line={row} /> },
  ];
  return (
    <DataTable
      caption={caption}
      columns={columns}
      rows={rows}
      rowKey={(row) => row.number}
      rowHref={(row) => (row.isTransfer ? `/funds/transfers/${row.id}` : '/funds/credit')}
    />
  );
}

/** A customer with its id and account name, everybody else by name. */
function Party({ line: { counterparty } }: { line: StatementLine }) {
  const locale = useLocale();
  if (!counterparty) return '—';
  if (counterparty.kind !== 'customer') return localName(counterparty, locale);
  return (
    <span className="flex flex-col">
      {counterparty.accountName}
      <code className="break-all text-xs text-muted">{asKind('customer', counterparty.id)}</code>
    </span>
  );
}
