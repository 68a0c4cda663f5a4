import { getLocale, getTranslations } from 'next-intl/server';
import type { Batch, BatchItem } from '@/domain/batches/queries';
import { type CsvCell, csvStream, writeCsv } from '@/lib/csv';
import { localName } from '@/lib/local-name';
import { formatMoney } from '@/lib/money';
import { problemTexts } from './problem-text';

/** A file of what became of each row, under the number the row has in the file it came from. */
export async function resultFile(
  batch: Batch,
  items: readonly BatchItem[],
  /** What the amount is called, and under which number and id there is more about what was done. */
  words: { readonly amount: string; readonly number: string; readonly recordId: string },
  recordOf: (item: BatchItem) => { readonly number: string; readonly id: string } | undefined,
): Promise<Response> {
  const [t, locale, problemText] = await Promise.all([getTranslations('batches'), getLocale(), problemTexts()]);
  const header = [
    t('row'),
    t('written'),
    t('columns.customerId'),
    t('customer'),
    words.amount,
    t('memo'),
    t('outcome'),
    t('columns.reason'),
    words.number,
    words.recordId,
  ];
  const rows = items.map((item): CsvCell[] => {
    const record = recordOf(item);
    return [
      String(item.row),
      item.customerText,
      item.customer?.id,
      item.customer ? localName(item.customer, locale) : undefined,
      item.amount ? formatMoney(item.amount) : item.amountText,
      item.memo ?? undefined,
      t(`outcomes.${item.outcome}`),
      item.refusal ? problemText(item.refusal) : undefined,
      record?.number,
      record?.id,
    ];
  });
  return new Response(csvStream(writeCsv(header, rows)), {
    headers: {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="${batch.id}.csv"`,
      'Cache-Control': 'private, no-store',
    },
  });
}
