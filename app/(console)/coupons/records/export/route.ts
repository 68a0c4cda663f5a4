import { getLocale, getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { formatInstant } from '@/components/when-format';
import type { RecordLine } from '@/domain/coupons/record-lines';
import { exportRecords } from '@/domain/coupons/record-queries';
import { isRefusalCode } from '@/domain/refusal';
import type { CsvCell } from '@/lib/csv';
import { localName } from '@/lib/local-name';
import { formatMoney } from '@/lib/money';
import { csvFile } from '../../_lists/csv-file';
import { filterWords, paramsOfRequest } from '../../_lists/filter-words';
import { recordFilter, recordFilters } from '../filter';

/** The whole filtered set of operation records as CSV. */
export async function GET(request: Request): Promise<Response> {
  const scope = await requireScope('coupons.read');
  const params = paramsOfRequest(request);
  const [found, bar, t, words, refusals, locale] = await Promise.all([
    exportRecords(scope, recordFilter(params)),
    recordFilters(scope),
    getTranslations('coupons'),
    getTranslations('couponwords'),
    getTranslations('refusals'),
    getLocale(),
  ]);
  const whyOf = ({ refusal }: RecordLine) =>
    refusal !== null && isRefusalCode(refusal) ? refusals(refusal) : (refusal ?? undefined);
  const cellsOf = (row: RecordLine): CsvCell[] => [
    formatInstant(row.at, scope.timeZone),
    row.number,
    words(`kinds.${row.kind}`),
    t(row.refusal === null ? 'results.done' : 'results.declined'),
    whyOf(row),
    formatMoney(row.amount),
    row.amount.currency,
    row.customer?.id,
    row.customer ? localName(row.customer, locale) : undefined,
    row.reseller ? localName(row.reseller, locale) : undefined,
    row.coupon?.number,
    row.quota?.number,
    row.quota ? words(`types.${row.quota.type}`) : undefined,
    row.orderId ?? undefined,
    row.userName ?? t(`by.${row.by}`),
    row.remark ?? undefined,
  ];
  return csvFile(scope, {
    title: t('tabs.records'),
    name: 'coupon-records',
    filter: filterWords([...bar.filters, ...bar.more], params),
    count: found.count,
    sums: (['issued', 'returned', 'used'] as const).map((sum) => [
      t(`export.${sum}`),
      formatMoney(found[sum]),
      scope.currency,
    ]),
    header: [
      ...[t('at'), t('recordNumber'), t('kind'), t('result'), t('export.why'), t('amount'), t('currency')],
      ...[t('customerId'), t('customer'), t('reseller'), t('couponNumber'), t('quotaNumber'), t('type'), t('order')],
      ...[t('operator'), t('remark')],
    ],
    rows: found.rows,
    cellsOf,
  });
}
