import { getLocale, getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { formatInstant } from '@/components/when-format';
import { type CouponLine, exportCoupons } from '@/domain/coupons/coupon-queries';
import type { CsvCell } from '@/lib/csv';
import { localName } from '@/lib/local-name';
import { formatMoney } from '@/lib/money';
import { csvFile } from '../../_lists/csv-file';
import { filterWords, paramsOfRequest } from '../../_lists/filter-words';
import { couponFilter, couponFilters } from '../filter';

/** The whole filtered set of issued coupons as CSV. */
export async function GET(request: Request): Promise<Response> {
  const scope = await requireScope('coupons.read');
  const params = paramsOfRequest(request);
  const [found, bar, t, words, locale] = await Promise.all([
    exportCoupons(scope, couponFilter(params)),
    couponFilters(),
    getTranslations('coupons'),
    getTranslations('couponwords'),
    getLocale(),
  ]);
  const at = (instant: Date) => formatInstant(instant, scope.timeZone);
  const cellsOf = (row: CouponLine): CsvCell[] => [
    row.number,
    words(`types.${row.type}`),
    words(`couponStates.${row.state}`),
    row.customer.id,
    localName(row.customer, locale),
    formatMoney(row.face),
    formatMoney(row.left),
    row.face.currency,
    at(row.effectiveAt),
    at(row.expiresAt),
    at(row.createdAt),
    row.quota.number,
    row.orderId ?? undefined,
    row.lockOrderId ?? undefined,
  ];
  return csvFile(scope, {
    title: t('tabs.issued'),
    name: 'issued-coupons',
    filter: filterWords([...bar.filters, ...bar.more], params),
    count: found.count,
    sums: [
      [t('face'), formatMoney(found.face), scope.currency],
      [t('left'), formatMoney(found.left), scope.currency],
    ],
    header: [
      ...[
        t('couponNumber'),
        t('type'),
        t('state'),
        t('customerId'),
        t('customer'),
        t('face'),
        t('left'),
        t('currency'),
      ],
      ...[t('effectiveAt'), t('expiresAt'), t('createdAt'), t('quotaNumber'), t('order'), t('lockingOrder')],
    ],
    rows: found.rows,
    cellsOf,
  });
}
