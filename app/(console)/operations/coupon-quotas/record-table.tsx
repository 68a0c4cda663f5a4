import { getLocale, getTranslations } from 'next-intl/server';
import { Amount } from '@/components/amount';
import { type Column, DataTable } from '@/components/table/data-table';
import { Badge } from '@/components/ui/badge';
import { TextLink } from '@/components/ui/text-link';
import { When, ZoneName } from '@/components/when';
import { couponNumber } from '@/domain/coupons/coupon-number';
import type { OperatorRecord } from '@/domain/coupons/operator-record-queries';
import { bareId } from '@/lib/id';
import { localName } from '@/lib/local-name';

/** What was done, or declined, to a quota or to coupons. */
export async function RecordTable({ records, caption }: { records: readonly OperatorRecord[]; caption: string }) {
  const columns = await columnsFor();
  return <DataTable caption={caption} columns={columns} rows={records} rowKey={(row) => row.id} />;
}

async function columnsFor(): Promise<Column<OperatorRecord>[]> {
  const [t, words, refusals, common, locale] = await Promise.all([
    getTranslations('quotaops.records'),
    getTranslations('couponwords'),
    getTranslations('refusals'),
    getTranslations('common'),
    getLocale(),
  ]);
  return [
    { id: 'number', header: t('number'), isKey: true, cell: (row) => <code>CR{bareId(row.id)}</code> },
    {
      id: 'at',
      header: common('time'),
      headerContent: (
        <>
          {common('time')} <ZoneName at={new Date()} />
        </>
      ),
      cell: (row) => <When at={row.at} label={false} />,
    },
    { id: 'kind', header: t('kind'), cell: (row) => words(`kinds.${row.kind}`) },
    {
      id: 'amount',
      header: common('amount'),
      align: 'end',
      cell: (row) => (row.refusal === null ? <Amount value={row.amount} sign="always" /> : '—'),
    },
    {
      id: 'otherSide',
      header: t('otherSide'),
      isText: true,
      cell: ({ otherSide }) =>
        otherSide ? (
          <TextLink
            href={
              otherSide.kind === 'customer' ? `/customers/${otherSide.id}` : `/operations/organizations/${otherSide.id}`
            }
          >
            {localName(otherSide, locale)}
          </TextLink>
        ) : (
          '—'
        ),
    },
    {
      id: 'coupon',
      header: t('coupon'),
      cell: ({ couponId }) =>
        couponId ? (
          <TextLink href={`/operations/coupons/${couponId}`} className="wrap-anywhere">
            {couponNumber(couponId)}
          </TextLink>
        ) : (
          '—'
        ),
    },
    {
      id: 'result',
      header: t('result'),
      cell: ({ refusal }) =>
        refusal === null ? (
          <Badge tone="success">{t('done')}</Badge>
        ) : (
          <>
            <Badge tone="danger">{t('declined')}</Badge> {refusals(refusal)}
          </>
        ),
    },
    { id: 'by', header: t('by'), noWrap: true, cell: (row) => row.by ?? t('job') },
    { id: 'remark', header: t('remark'), isText: true, hideOnCard: true, cell: (row) => row.remark ?? '—' },
  ];
}
