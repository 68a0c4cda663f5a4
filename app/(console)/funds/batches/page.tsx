import { getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { Amount } from '@/components/amount';
import { type Column, DataTable } from '@/components/table/data-table';
import { hrefWith, type SearchParams } from '@/components/table/hrefs';
import { ButtonLink } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { Pagination } from '@/components/ui/pagination';
import { When, ZoneName } from '@/components/when';
import { type Batch, listBatches } from '@/domain/batches/queries';
import { pageRequest } from '@/lib/cursor';
import { BatchState } from './batch-state';

const path = '/funds/batches';

export async function generateMetadata() {
  const t = await getTranslations('batches');
  return { title: t('title') };
}

export default async function BatchesPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, t] = await Promise.all([
    searchParams,
    requireScope('funds.allocate'),
    getTranslations('batches'),
  ]);
  const { rows, before, after } = await listBatches(
    scope,
    pageRequest(params, { key: 'instant', id: 'adjustmentBatch' }),
  );
  const create = (
    <ButtonLink variant="primary" href={`${path}/new`}>
      {t('new')}
    </ButtonLink>
  );
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} actions={create} />
      {rows.length === 0 ? (
        <EmptyState title={t('emptyTitle')} action={create}>
          {t('empty')}
        </EmptyState>
      ) : (
        <DataTable
          caption={t('title')}
          columns={await columnsFor(rows[0])}
          rows={rows}
          rowKey={(row) => row.id}
          rowHref={(row) => `${path}/${row.id}`}
        />
      )}
      <Pagination
        previousHref={before && hrefWith(path, params, { before, after: undefined })}
        nextHref={after && hrefWith(path, params, { after, before: undefined })}
      />
    </>
  );
}

async function columnsFor(first: Batch | undefined): Promise<Column<Batch>[]> {
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
    { id: 'kind', header: t('kind'), cell: (row) => t(`kinds.${row.kind}`) },
    { id: 'source', header: t('source'), cell: (row) => t(`sources.${row.source}`) },
    { id: 'state', header: t('state'), cell: (row) => <BatchState state={row.state} /> },
    { id: 'rows', header: t('rows'), align: 'end', cell: (row) => row.rows.all },
    { id: 'done', header: t('rowsDone'), align: 'end', cell: (row) => row.rows.done },
    { id: 'refused', header: t('rowsRefused'), align: 'end', cell: (row) => row.rows.refused },
    { id: 'moved', header: t('moved'), align: 'end', noWrap: true, cell: (row) => <Amount value={row.moved} /> },
    { id: 'by', header: t('createdBy'), cell: (row) => row.userName },
  ];
}
