import { useTranslations } from 'next-intl';
import { Amount } from '@/components/amount';
import { type Column, DataTable } from '@/components/table/data-table';
import { CopyableId } from '@/components/ui/copy-button';
import { TextLink } from '@/components/ui/text-link';
import { When, ZoneName } from '@/components/when';
import type { ClosedMonth } from '@/domain/statements/month-queries';
import { linesOfMonth } from '../month-of';

/** Closed months with their figures and digests, the oldest first. */
export function MonthTable({
  rows,
  caption,
  hasLines,
}: {
  rows: readonly ClosedMonth[];
  caption: string;
  /** Whether the account has a statement that each month leads to. */
  hasLines: boolean;
}) {
  const t = useTranslations('statement.closed');
  const [first] = rows;
  const amount = (id: 'opening' | 'income' | 'expense' | 'closing'): Column<ClosedMonth> => ({
    id,
    header: t(id),
    align: 'end',
    noWrap: true,
    cell: (row) => <Amount value={row[id]} />,
  });
  const columns: Column<ClosedMonth>[] = [
    {
      id: 'month',
      header: t('month'),
      isKey: true,
      noWrap: true,
      cell: ({ month }) => (hasLines ? <TextLink href={linesOfMonth({}, month)}>{month}</TextLink> : month),
    },
    amount('opening'),
    amount('income'),
    amount('expense'),
    amount('closing'),
    { id: 'count', header: t('count'), align: 'end', cell: ({ count }) => count },
    {
      id: 'digest',
      header: t('digest'),
      cell: ({ digest, month }) => <CopyableId id={digest} label={t('copyDigest', { month })} isShort />,
    },
    {
      id: 'closedAt',
      header: t('closedAt'),
      headerContent: first && (
        <>
          {t('closedAt')} <ZoneName at={first.closedAt} />
        </>
      ),
      noWrap: true,
      cell: ({ closedAt }) => <When at={closedAt} label={false} />,
    },
  ];
  return <DataTable caption={caption} columns={columns} rows={rows} rowKey={({ month }) => month} />;
}
