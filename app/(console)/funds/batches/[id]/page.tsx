import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { requireActor, requireScope } from '@/app/_entry/session';
import { ExportLink } from '@/components/table/export-link';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { PageHeader } from '@/components/ui/page-header';
import { batchRowsMax } from '@/domain/batches/model';
import { type BatchPreview, previewBatch } from '@/domain/batches/preview-batch';
import { type Batch, findBatch, listBatchItems } from '@/domain/batches/queries';
import { isId } from '@/lib/id';
import { BatchState } from '../../../_batch/batch-state';
import { BatchSummary } from '../../../_batch/batch-summary';
import { DraftRun } from '../../../_batch/draft-run';
import { RowsPage } from '../../../_batch/rows-page';
import { runAdjustmentBatchAction } from '../actions';

interface Props {
  params: Promise<{ id: string }>;
  searchParams: Promise<SearchParams>;
}

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
  const run = { batch, path, action: runAdjustmentBatchAction };
  return (
    <>
      <PageHeader
        title={t(`kinds.${batch.kind}`)}
        status={<BatchState state={batch.state} />}
        breadcrumbs={[{ label: t('title'), href: '/funds/batches' }, { label: t('batch') }]}
        actions={batch.state !== 'draft' && <ExportLink path={`${path}/result`} params={{}} />}
      />
      <div className="flex flex-col gap-4">
        <BatchSummary {...run} moved={t('moved')} isJustRun={paramOf(query, 'done') === '1'} />
        {preview && (
          <DraftRun
            {...run}
            preview={preview}
            params={query}
            words={{ before: t('ownBefore'), after: t('ownAfter') }}
          />
        )}
        <RowsPage
          path={path}
          params={query}
          items={items}
          words={{ amount: t('amount'), after: t('balanceAfter') }}
          recordOf={({ adjustmentId }) =>
            adjustmentId ? { href: `/funds/adjustments/${adjustmentId}`, label: t('record') } : undefined
          }
        />
      </div>
    </>
  );

  async function rowsOf({ id: batchId }: Batch): Promise<BatchPreview['items']> {
    const found = await listBatchItems(scope, batchId, { afterRow: 0, limit: batchRowsMax });
    return found.map((item) => ({ ...item, balanceAfter: null, problem: item.refusal }));
  }
}
