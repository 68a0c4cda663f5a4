import { getTranslations } from 'next-intl/server';
import { Amount } from '@/components/amount';
import { type Column, DataTable } from '@/components/table/data-table';
import { When, ZoneName } from '@/components/when';
import type { Batch } from '@/domain/batches/queries';
import { BatchState } from './batch-state';

/** Batches, the newest first. */
export async function BatchTable({
  path,
  rows,
  words,
}: {
  /** Where their pages lie. */
  path: string;
  rows: readonly Batch[];
  words: { readonly title: string; readonly moved: string };
}) {
  return (
    <DataTable
      caption={words.title}
      columns={await columnsFor(rows[0], words.moved)}
      rows={rows}
      rowKey={(row) => row.id}
      rowHref={(row) => `${path}/${row.id}`}
    />
  );
}

async function columnsFor(first: Batch | undefined, moved: string): Promise<Column<Batch>[]> {
  const t = await getTranslations('batches');
  return [
    {
      id: 'created',
      header: t('createdAt'),
      headerContent: first && (
        <>
          {t('createdAt')} <ZoneName at={first.createdAt} />
        </>
      ),
      isKey: true,
      noWrap: true,
      cell: (row) => <When at={row.createdAt} label={false} />,
    },
    first?.kind === 'issue'
      ? { id: 'quota', header: t('coupons.quotaNumber'), cell: (row) => row.quotaNumber }
      : { id: 'kind', header: t('kind'), cell: (row) => t(`kinds.${row.kind}`) },
    { id: 'source', header: t('source'), cell: (row) => t(`sources.${row.source}`) },
    { id: 'state', header: t('state'), cell: (row) => <BatchState state={row.state} /> },
    { id: 'rows', header: t('rows'), align: 'end', cell: (row) => row.rows.all },
    { id: 'done', header: t('rowsDone'), align: 'end', cell: (row) => row.rows.done },
    { id: 'refused', header: t('rowsRefused'), align: 'end', cell: (row) => row.rows.refused },
    { id: 'moved', header: moved, align: 'end', noWrap: true, cell: (row) => <Amount value={row.moved} /> },
    { id: 'by', header: t('createdBy'), cell: (row) => row.userName },
  ];
}
