import { getLocale, getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { type Column, DataTable } from '@/components/table/data-table';
import { type Filter, FilterBar } from '@/components/table/filter-bar';
import { hrefWith, paramOf, type SearchParams } from '@/components/table/hrefs';
import { CopyableId } from '@/components/ui/copy-button';
import { EmptyState, NoResults } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { Pagination } from '@/components/ui/pagination';
import { TextLink } from '@/components/ui/text-link';
import { When, ZoneName } from '@/components/when';
import {
  listResellerCustomers,
  listResellerOptions,
  type ResellerCustomerFilter,
  type ResellerCustomerRow,
} from '@/domain/customers/reseller-customer-queries';
import type { ReadScope } from '@/domain/read-scope';
import { pageRequest } from '@/lib/cursor';
import { isId } from '@/lib/id';
import { localName } from '@/lib/local-name';
import { CustomerState } from '../customer-columns';
import { CustomerTabs } from '../customer-tabs';

const path = '/customers/of-resellers';

export async function generateMetadata() {
  const t = await getTranslations('customers.ofResellers');
  return { title: t('title') };
}

/** A distributor looks at its resellers' customers; their money is their reseller's business. @source spec/02 §2.1 */
export default async function ResellerCustomersPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, t] = await Promise.all([
    searchParams,
    requireScope('resellers.customers'),
    getTranslations('customers.ofResellers'),
  ]);
  const reseller = paramOf(params, 'reseller');
  const filter: ResellerCustomerFilter = {
    q: paramOf(params, 'q'),
    resellerId: isId('organization', reseller) ? reseller : undefined,
  };
  const [{ rows, before, after }, filters, columns] = await Promise.all([
    listResellerCustomers(scope, filter, pageRequest(params, { key: 'instant', id: 'association' })),
    filtersFor(scope),
    columnsFor(),
  ]);
  const isFiltered = Boolean(filter.q || filter.resellerId);
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} />
      <CustomerTabs current="ofResellers" />
      {(rows.length > 0 || isFiltered) && <FilterBar path={path} params={params} filters={filters} />}
      {rows.length > 0 && <DataTable caption={t('title')} columns={columns} rows={rows} rowKey={(row) => row.id} />}
      {rows.length === 0 &&
        (isFiltered ? <NoResults clearHref={path} /> : <EmptyState title={t('emptyTitle')}>{t('empty')}</EmptyState>)}
      <Pagination
        previousHref={before && hrefWith(path, params, { before, after: undefined })}
        nextHref={after && hrefWith(path, params, { after, before: undefined })}
      />
    </>
  );
}

async function filtersFor(scope: ReadScope): Promise<Filter[]> {
  const [t, customers, common, locale, resellers] = await Promise.all([
    getTranslations('customers.ofResellers'),
    getTranslations('customers'),
    getTranslations('common'),
    getLocale(),
    listResellerOptions(scope),
  ]);
  const options = resellers.map((reseller) => ({ value: reseller.id, label: localName(reseller, locale) }));
  return [
    { kind: 'search', name: 'q', label: customers('search'), placeholder: t('searchHint') },
    { kind: 'select', name: 'reseller', label: common('reseller'), options },
  ];
}

async function columnsFor(): Promise<Column<ResellerCustomerRow>[]> {
  const [t, common, locale] = await Promise.all([getTranslations('customers'), getTranslations('common'), getLocale()]);
  return [
    {
      id: 'name',
      header: common('name'),
      isKey: true,
      cell: (row) => (
        <span className="flex min-w-0 flex-col">
          <TextLink href={`${path}/${row.id}`}>{localName(row, locale)}</TextLink>
          <span className="font-normal text-muted text-xs">{row.accountName}</span>
        </span>
      ),
    },
    {
      id: 'id',
      header: common('id'),
      cell: (row) => <CopyableId id={row.id} label={t('copyId', { name: localName(row, locale) })} isShort />,
    },
    {
      id: 'reseller',
      header: common('reseller'),
      cell: (row) => <TextLink href={`/resellers/${row.reseller.id}`}>{localName(row.reseller, locale)}</TextLink>,
    },
    { id: 'type', header: t('type'), noWrap: true, cell: (row) => common(`associations.${row.type}`) },
    {
      id: 'state',
      header: common('status'),
      cell: (row) => <CustomerState state={row.state} freezeLevel={row.freezeLevel} />,
    },
    { id: 'level', header: t('level'), noWrap: true, cell: (row) => row.level },
    {
      id: 'associatedAt',
      header: t('associatedAt'),
      headerContent: (
        <>
          {t('associatedAt')} <ZoneName at={new Date()} />
        </>
      ),
      cell: (row) => <When at={row.associatedAt} precision="minute" label={false} />,
    },
  ];
}
