import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { batchRowsMax } from '@/domain/batches/model';
import { findBatch, listBatchItems } from '@/domain/batches/queries';
import { transactionNumber } from '@/domain/funds/transaction-number';
import { isId } from '@/lib/id';
import { resultFile } from '../../../../_batch/result-file';

/** What became of each row, under the number the row has in the file it came from. */
export async function GET(_request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const [{ id }, scope, t] = await Promise.all([params, requireScope('funds.allocate'), getTranslations('batches')]);
  const batch = isId('adjustmentBatch', id) ? await findBatch(scope, id) : undefined;
  if (!batch) return notFound();
  const items = await listBatchItems(scope, batch.id, { afterRow: 0, limit: batchRowsMax });
  const words = { amount: t('amount'), number: t('columns.number'), recordId: t('columns.recordId') };
  return resultFile(batch, items, words, ({ adjustmentId }) => {
    return adjustmentId ? { number: transactionNumber(batch.kind, adjustmentId), id: adjustmentId } : undefined;
  });
}
