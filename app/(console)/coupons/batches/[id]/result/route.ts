import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { batchRowsMax } from '@/domain/batches/model';
import { findCouponBatch, listBatchItems } from '@/domain/batches/queries';
import { couponNumber } from '@/domain/coupons/coupon-number';
import { isId } from '@/lib/id';
import { resultFile } from '../../../../_batch/result-file';

/** What became of each row, under the number the row has in the file it came from. */
export async function GET(_request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const [{ id }, scope, t] = await Promise.all([
    params,
    requireScope('coupons.issue'),
    getTranslations('batches.coupons'),
  ]);
  const batch = isId('adjustmentBatch', id) ? await findCouponBatch(scope, id) : undefined;
  if (!batch) return notFound();
  const items = await listBatchItems(scope, batch.id, { afterRow: 0, limit: batchRowsMax });
  const words = { amount: t('face'), number: t('couponNumber'), recordId: t('couponId') };
  return resultFile(batch, items, words, ({ couponId }) => {
    return couponId ? { number: couponNumber(couponId), id: couponId } : undefined;
  });
}
