import { useLocale, useTranslations } from 'next-intl';
import { Amount } from '@/components/amount';
import { type Column, DataTable } from '@/components/table/data-table';
import { Chip } from '@/components/ui/badge';
import { TextLink } from '@/components/ui/text-link';
import { When, ZoneName } from '@/components/when';
import type { AdjustmentLine } from '@/domain/funds/queries';
import { localName } from '@/lib/local-name';
import { negate } from '@/lib/money';

/** Adjustment records, the newest first. An allocation is shown as it changes the payer's balance: going out. */
export function AdjustmentTable({ rows }: { rows: readonly AdjustmentLine[] }) {
  const t = useTranslations('adjustments');
  const locale = useLocale();
  const [first] = rows;
  const columns: Column<AdjustmentLine>[] = [
    {
      id: 'at',
      header: t('at'),
      headerContent: first && (
        <>
          {t('at')} <ZoneName at={first.at} />
        </>
      ),
      noWrap: true,
      cell: (row) => <When at={row.at} label={false} />,
    },
    { id: 'number', header: t('number'), isKey: true, cell: (row) => <code className="text-xs">{row.number}</code> },
    {
      id: 'party',
      header: t('party'),
      cell: (row) =>
        row.isPartyOwn ? (
          <TextLink href={row.party.kind === 'customer' ? `/customers/${row.party.id}` : `/resellers/${row.party.id}`}>
            {localName(row.party, locale)}
          </TextLink>
        ) : (
          localName(row.party, locale)
        ),
    },
    { id: 'kind', header: t('kind'), noWrap: true, cell: (row) => <Chip>{t(`kinds.${row.kind}`)}</Chip> },
    {
      id: 'amount',
      header: t('amount'),
      align: 'end',
      noWrap: true,
      cell: (row) => <Amount value={row.kind === 'allocate' ? negate(row.amount) : row.amount} sign="always" />,
    },
    { id: 'operator', header: t('operator'), cell: (row) => operatorOf(row, t) },
    {
      id: 'memo',
      header: t('memo'),
      cell: (row) => <span className="wrap-anywhere">{row.memo}</span>,
      hideOnCard: false,
    },
  ];
  return (
    <DataTable
      caption={t('title')}
      columns={columns}
      rows={rows}
      rowKey={(row) => row.id}
      rowHref={(row) => `/funds/adjustments/${row.id}`}
    />
  );
}

/** Who did it: a member by name, an API key, the customer that agreed to part, or somebody of the organization above. */
export function operatorOf(
  row: AdjustmentLine,
  t: (key: 'operatorApi' | 'operatorParty' | 'operatorAbove') => string,
): string {
  if (row.userName !== null) return row.userName;
  if (row.isByParty) return t('operatorParty');
  return row.isByApiKey ? t('operatorApi') : t('operatorAbove');
}
