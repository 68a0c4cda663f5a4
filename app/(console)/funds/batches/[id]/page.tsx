import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { requireActor, requireScope } from '@/app/_entry/session';
import { ExportLink } from '@/components/table/export-link';
import { hrefWith, paramOf, type SearchParams } from '@/components/table/hrefs';
import { PageHeader } from '@/components/ui/page-header';
import { Pagination } from '@/components/ui/pagination';
import { batchRowsMax } from '@/domain/batches/model';
import { type BatchPreview, type PreviewedItem, previewBatch } from '@/domain/batches/preview-batch';
import { type Batch, findBatch, listBatchItems } from '@/domain/batches/queries';
import { isId } from '@/lib/id';
import { BatchState } from '../batch-state';
import { BatchSummary } from './batch-summary';
import { DraftRun } from './draft-run';
import { ItemTable } from './item-table';

interface Props {
  params: Promise<{ id: string }>;
  searchParams: Promise<SearchParams>;
}

const rowsPerPage = 100;

export async function generateMetadata() {
  const t = await getTranslations('batches');
  return { title: t('batch') };
}

export default async function BatchPage({ params, searchParams }: Props) {
  const [{ id }, query, scope, t] = await Promise.all([
    params,
    searchParams,
    requireScope('funds.allocate'),
    getTranslations('batches'),
  ]);
  const batch = isId('adjustmentBatch', id) ? await findBatch(scope, id) : undefined;
  if (!batch) return notFound();
  const preview = batch.state === 'draft' ? await previewBatch(scope, await requireActor(), batch) : undefined;
  const items = preview?.items ?? (await rowsOf(batch));
  const path = `/funds/batches/${batch.id}`;
  return (
    <>
      <PageHeader
        title={t(`kinds.${batch.kind}`)}
        status={<BatchState state={batch.state} />}
        breadcrumbs={[{ label: t('title'), href: '/funds/batches' }, { label: t('batch') }]}
        actions={batch.state !== 'draft' && <ExportLink path={`${path}/result`} params={{}} />}
      />
      <div className="flex flex-col gap-4">
        <BatchSummary batch={batch} isJustRun={paramOf(query, 'done') === '1'} />
        {preview && <DraftRun batch={batch} preview={preview} params={query} />}
        <RowsPage path={path} params={query} items={items} />
      </div>
    </>
  );

  async function rowsOf({ id: batchId }: Batch): Promise<BatchPreview['items']> {
    const found = await listBatchItems(scope, batchId, { afterRow: 0, limit: batchRowsMax });
    return found.map((item) => ({ ...item, balanceAfter: null, problem: item.refusal }));
  }
}

/** A batch never gains or loses rows, so its pages are simply counted. */
async function RowsPage({
  path,
  params,
  items,
}: {
  path: string;
  params: SearchParams;
  items: readonly PreviewedItem[];
}) {
  const t = await getTranslations('batches');
  const asked = /^\d{1,4}$/.test(paramOf(params, 'from')) ? Number(paramOf(params, 'from')) : 0;
  const from = Math.min(asked, Math.max(0, items.length - 1));
  const shown = items.slice(from, from + rowsPerPage);
  const at = (place: number) => hrefWith(path, params, { from: place === 0 ? undefined : String(place) });
  return (
    <section aria-label={t('rows')}>
      <h2 className="mb-2 text-lg">{t('rows')}</h2>
      <ItemTable items={shown} />
      <Pagination
        previousHref={from > 0 ? at(Math.max(0, from - rowsPerPage)) : undefined}
        nextHref={from + rowsPerPage < items.length ? at(from + rowsPerPage) : undefined}
        summary={t('range', { from: from + 1, to: from + shown.length, all: items.length })}
      />
    </section>
  );
}
