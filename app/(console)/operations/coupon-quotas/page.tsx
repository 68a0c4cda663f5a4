import { getLocale, getTranslations } from 'next-intl/server';
import { requireActor, requireScope } from '@/app/_entry/session';
import { Amount } from '@/components/amount';
import { formatAmount } from '@/components/amount-format';
import { QuotaState } from '@/components/coupon/coupon-badges';
import type { Column } from '@/components/table/data-table';
import { FilterBar } from '@/components/table/filter-bar';
import type { SearchParams } from '@/components/table/hrefs';
import { RecordList } from '@/components/table/record-list';
import { ButtonLink } from '@/components/ui/button';
import { PageHeader } from '@/components/ui/page-header';
import { TextLink } from '@/components/ui/text-link';
import { When, ZoneName } from '@/components/when';
import {
  listEveryQuota,
  type OperatorQuotaRow,
  type OperatorQuotaTotals,
  sumEveryQuota,
} from '@/domain/coupons/operator-quota-queries';
import { may } from '@/domain/permission';
import { pageRequest } from '@/lib/cursor';
import { localName } from '@/lib/local-name';
import { quotaFilter, quotaFilters } from './quota-filter';

const path = '/operations/coupon-quotas';

export async function generateMetadata() {
  const t = await getTranslations('quotaops.quotas');
  return { title: t('title') };
}

/** Every quota of every partner, with what they come to. @source spec/05 §5.1 */
export default async function CouponQuotasPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, actor, t] = await Promise.all([
    searchParams,
    requireScope('quotas.oversee'),
    requireActor(),
    getTranslations('quotaops.quotas'),
  ]);
  const filter = quotaFilter(params);
  const [{ rows, before, after }, totals, controls, columns] = await Promise.all([
    listEveryQuota(scope, filter, pageRequest(params, { key: 'instant', id: 'couponQuota' })),
    sumEveryQuota(scope, filter),
    quotaFilters(scope),
    columnsFor(),
  ]);
  const isFiltered = Object.keys(filter).length > 0;
  const grant = may(actor, 'quotas.grant') && (
    <ButtonLink variant="primary" href={`${path}/new`}>
      {t('grant')}
    </ButtonLink>
  );
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} actions={grant} />
      {(rows.length > 0 || isFiltered) && <FilterBar path={path} params={params} {...controls} />}
      <RecordList
        path={path}
        params={params}
        page={{ rows, before, after }}
        caption={t('title')}
        columns={columns}
        rowHref={(row) => `${path}/${row.id}`}
        isFiltered={isFiltered}
        empty={{ title: t('emptyTitle'), text: t('empty'), action: grant }}
        summary={rows.length > 0 && (await totalsText(totals))}
      />
    </>
  );
}

async function totalsText({ count, isMore, granted, balance }: OperatorQuotaTotals): Promise<string> {
  const [t, locale] = await Promise.all([getTranslations('quotaops.quotas'), getLocale()]);
  if (isMore) return t('countMore', { count });
  return t('count', { count, granted: formatAmount(granted, locale), balance: formatAmount(balance, locale) });
}

async function columnsFor(): Promise<Column<OperatorQuotaRow>[]> {
  const [t, words, common, locale] = await Promise.all([
    getTranslations('quotaops'),
    getTranslations('couponwords'),
    getTranslations('common'),
    getLocale(),
  ]);
  const moment = (id: 'effectiveAt' | 'expiresAt'): Column<OperatorQuotaRow> => ({
    id,
    header: t(id),
    headerContent: (
      <>
        {t(id)} <ZoneName at={new Date()} />
      </>
    ),
    cell: (row) => <When at={row[id]} precision="minute" label={false} />,
  });
  return [
    { id: 'number', header: t('quotas.number'), isKey: true, cell: (row) => row.number },
    {
      id: 'partner',
      header: t('partner'),
      cell: (row) => (
        <TextLink href={`/operations/organizations/${row.owner.id}`}>{localName(row.owner, locale)}</TextLink>
      ),
    },
    { id: 'type', header: common('type'), noWrap: true, cell: (row) => words(`types.${row.type}`) },
    { id: 'state', header: common('status'), noWrap: true, cell: (row) => <QuotaState state={row.state} /> },
    { id: 'value', header: t('value'), align: 'end', cell: (row) => <Amount value={row.value} /> },
    { id: 'balance', header: common('balance'), align: 'end', cell: (row) => <Amount value={row.balance} /> },
    moment('effectiveAt'),
    moment('expiresAt'),
    {
      id: 'parent',
      header: t('quotas.parent'),
      cell: ({ parent }) => (parent ? <TextLink href={`${path}/${parent.id}`}>{parent.number}</TextLink> : '—'),
    },
  ];
}
