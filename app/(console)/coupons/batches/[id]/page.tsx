import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { requireActor, requireScope } from '@/app/_entry/session';
import { ExportLink } from '@/components/table/export-link';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { Alert } from '@/components/ui/alert';
import { PageHeader } from '@/components/ui/page-header';
import { batchRowsMax } from '@/domain/batches/model';
import type { BatchPreview } from '@/domain/batches/preview-batch';
import { previewCouponBatch } from '@/domain/batches/preview-coupon-batch';
import { type CouponBatch, findCouponBatch, listBatchItems } from '@/domain/batches/queries';
import { couponNumber } from '@/domain/coupons/coupon-number';
import type { ReadScope } from '@/domain/read-scope';
import { isId } from '@/lib/id';
import { BatchState } from '../../../_batch/batch-state';
import { BatchSummary } from '../../../_batch/batch-summary';
import { DraftRun } from '../../../_batch/draft-run';
import { problemTexts } from '../../../_batch/problem-text';
import { RowsPage } from '../../../_batch/rows-page';
import { runCouponBatchAction } from '../actions';
import { termsOf } from './terms-of';

interface Props {
  params: Promise<{ id: string }>;
  searchParams: Promise<SearchParams>;
}

export async function generateMetadata() {
  const t = await getTranslations('batches.coupons');
  return { title: t('batch') };
}

export default async function CouponBatchPage({ params, searchParams }: Props) {
  const [{ id }, query, scope, t, pages] = await Promise.all([
    params,
    searchParams,
    requireScope('coupons.issue'),
    getTranslations('batches.coupons'),
    getTranslations('shell.pages'),
  ]);
  const batch = isId('adjustmentBatch', id) ? await findCouponBatch(scope, id) : undefined;
  if (!batch) return notFound();
  const preview = batch.state === 'draft' ? await previewCouponBatch(scope, await requireActor(), batch) : undefined;
  const path = `/coupons/batches/${batch.id}`;
  const run = { batch, path, action: runCouponBatchAction };
  const words = { before: t('quotaBefore'), after: t('quotaAfter') };
  return (
    <>
      <PageHeader
        title={t('batch')}
        status={<BatchState state={batch.state} />}
        breadcrumbs={[
          { label: pages('coupons'), href: '/coupons' },
          { label: t('title'), href: '/coupons/batches' },
          { label: t('batch') },
        ]}
        actions={batch.state !== 'draft' && <ExportLink path={`${path}/result`} params={{}} />}
      />
      <div className="flex flex-col gap-4">
        <BatchSummary
          {...run}
          moved={t('issued')}
          isJustRun={paramOf(query, 'done') === '1'}
          more={await termsOf(batch)}
        />
        {preview?.refusal && <NothingNow refusal={preview.refusal} />}
        {preview && !preview.refusal && <DraftRun {...run} preview={preview} params={query} words={words} />}
        <RowsPage
          path={path}
          params={query}
          items={preview?.items ?? (await rowsOf(scope, batch))}
          words={{ amount: t('face'), after: t(preview ? 'left' : 'couponNumber') }}
          recordOf={({ couponId }) =>
            couponId ? { href: `/coupons/issued/${couponId}`, label: couponNumber(couponId) } : undefined
          }
        />
      </div>
    </>
  );
}

async function rowsOf(scope: ReadScope, { id }: CouponBatch): Promise<BatchPreview['items']> {
  const found = await listBatchItems(scope, id, { afterRow: 0, limit: batchRowsMax });
  return found.map((item) => ({ ...item, balanceAfter: null, problem: item.refusal }));
}

/** Why none of it can be issued at the moment, whatever the rows say. */
async function NothingNow({ refusal }: { refusal: string }) {
  const [t, problemText] = await Promise.all([getTranslations('batches.coupons'), problemTexts()]);
  return (
    <Alert kind="warning" title={t('refusedTitle')}>
      {problemText(refusal)}
    </Alert>
  );
}
