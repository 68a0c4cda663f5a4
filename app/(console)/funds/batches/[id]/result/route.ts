import { notFound } from 'next/navigation';
import { getLocale, getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { batchRowsMax } from '@/domain/batches/model';
import { findBatch, listBatchItems } from '@/domain/batches/queries';
import { transactionNumber } from '@/domain/funds/transaction-number';
import { type CsvCell, csvStream, writeCsv } from '@/lib/csv';
import { isId } from '@/lib/id';
import { localName } from '@/lib/local-name';
import { formatMoney } from '@/lib/money';
import { problemTexts } from '../problem-text';

/** What became of each row, under the number the row has in the file it came from. */
export async function GET(_request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const [{ id }, scope, t, locale, problemText] = await Promise.all([
    params,
    requireScope('funds.allocate'),
    getTranslations('batches'),
    getLocale(),
    problemTexts(),
  ]);
  const batch = isId('adjustmentBatch', id) ? await findBatch(scope, id) : undefined;
  if (!batch) return notFound();
  const items = await listBatchItems(scope, batch.id, { afterRow: 0, limit: batchRowsMax });
  const header = [
    t('row'),
    t('written'),
    t('columns.customerId'),
    t('customer'),
    t('amount'),
    t('memo'),
    t('outcome'),
    t('columns.reason'),
    t('columns.number'),
    t('columns.recordId'),
  ];
  const rows = items.map((item): CsvCell[] => [
    String(item.row),
    item.customerText,
    item.customer?.id,
    item.customer ? localName(item.customer, locale) : undefined,
    item.amount ? formatMoney(item.amount) : item.amountText,
    item.memo ?? undefined,
    t(`outcomes.${item.outcome}`),
    item.refusal ? problemText(item.refusal) : undefined,
    item.adjustmentId ? transactionNumber(batch.kind, item.adjustmentId) : undefined,
    item.adjustmentId ?? undefined,
  ]);
  return new Response(csvStream(writeCsv(header, rows)), {
    headers: {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="${batch.id}.csv"`,
      'Cache-Control': 'private, no-store',
    },
  });
}
