import { useLocale, useTranslations } from 'next-intl';
import { Amount } from '@/components/amount';
import { type Column, DataTable } from '@/components/table/data-table';
import { Badge } from '@/components/ui/badge';
import { TextLink } from '@/components/ui/text-link';
import { When, ZoneName } from '@/components/when';
import type { RecordLine } from '@/domain/coupons/record-lines';
import { localName } from '@/lib/local-name';
import { useRecordWords } from '../_lists/record-words';

/** Operation records, the newest first: what was done, and what was declined and why. */
export function RecordTable({ rows, seesResellers }: { rows: readonly RecordLine[]; seesResellers: boolean }) {
  const t = useTranslations('coupons');
  const locale = useLocale();
  const words = useRecordWords();
  const [first] = rows;
  const reseller: Column<RecordLine> = {
    id: 'reseller',
    header: t('reseller'),
    isText: true,
    cell: (row) =>
      row.reseller ? (
        <TextLink href={`/resellers/${row.reseller.id}`}>{localName(row.reseller, locale)}</TextLink>
      ) : (
        '—'
      ),
  };
  const columns: Column<RecordLine>[] = [
    {
      id: 'at',
      header: t('at'),
      headerContent: first && (
        <>
          {t('at')} <ZoneName at={first.at} />
        </>
      ),
      noWrap: true,
      cell: (row) => <When at={row.at} label={false} />,
    },
    { id: 'kind', header: t('kind'), isKey: true, cell: (row) => words.kind(row) },
    { id: 'result', header: t('result'), cell: (row) => <ResultCell row={row} /> },
    { id: 'amount', header: t('amount'), align: 'end', noWrap: true, cell: (row) => <Amount value={row.amount} /> },
    { id: 'customer', header: t('customer'), isText: true, cell: (row) => <CustomerCell row={row} /> },
    ...(seesResellers ? [reseller] : []),
    { id: 'operator', header: t('operator'), isText: true, cell: (row) => words.by(row) },
    { id: 'coupon', header: t('couponNumber'), cell: (row) => <CouponCell row={row} /> },
    {
      id: 'quota',
      header: t('quotaNumber'),
      noWrap: true,
      cell: (row) =>
        row.quota ? <TextLink href={`/coupons/quotas/${row.quota.id}`}>{row.quota.number}</TextLink> : '—',
    },
    {
      id: 'remark',
      header: t('remark'),
      isText: true,
      hideOnCard: true,
      cell: (row) => <span className="wrap-anywhere">{row.remark ?? '—'}</span>,
    },
    {
      id: 'number',
      header: t('recordNumber'),
      hideOnCard: true,
      cell: (row) => <code className="text-xs">{row.number}</code>,
    },
  ];
  return <DataTable caption={t('tabs.records')} columns={columns} rows={rows} rowKey={(row) => row.id} />;
}

function ResultCell({ row }: { row: RecordLine }) {
  const words = useRecordWords();
  return (
    <span className="flex flex-col items-start gap-0.5 max-sm:items-end">
      <Badge tone={row.refusal === null ? 'success' : 'danger'}>{words.result(row)}</Badge>
      {row.refusal !== null && <span className="text-xs text-muted">{words.why(row)}</span>}
    </span>
  );
}

function CustomerCell({ row: { customer } }: { row: RecordLine }) {
  const locale = useLocale();
  if (!customer) return '—';
  const name = localName(customer, locale);
  return customer.isOwn ? <TextLink href={`/customers/${customer.id}`}>{name}</TextLink> : name;
}

function CouponCell({ row: { coupon } }: { row: RecordLine }) {
  if (!coupon) return '—';
  const number = <code className="text-xs">{coupon.number}</code>;
  return coupon.isOwn ? <TextLink href={`/coupons/issued/${coupon.id}`}>{number}</TextLink> : number;
}
