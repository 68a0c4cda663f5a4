import { getLocale, getTranslations } from 'next-intl/server';
import { requireActor, requireScope } from '@/app/_entry/session';
import { Amount } from '@/components/amount';
import { Masked } from '@/components/masked';
import { type Column, DataTable } from '@/components/table/data-table';
import { type Filter, FilterBar } from '@/components/table/filter-bar';
import { hrefWith, paramOf, type SearchParams } from '@/components/table/hrefs';
import { ButtonLink } from '@/components/ui/button';
import { CopyableId } from '@/components/ui/copy-button';
import { EmptyState, NoResults } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { Pagination } from '@/components/ui/pagination';
import { TextLink } from '@/components/ui/text-link';
import { When, ZoneName } from '@/components/when';
import { listResellers, type ResellerFilter, type ResellerRow } from '@/domain/customers/reseller-queries';
import { may } from '@/domain/permission';
import { pageRequest } from '@/lib/cursor';
import { localName } from '@/lib/local-name';
import { CustomerState } from '../customers/customer-columns';

const path = '/resellers';

export async function generateMetadata() {
  const t = await getTranslations('resellers');
  return { title: t('title') };
}

export default async function ResellersPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, actor, t, common] = await Promise.all([
    searchParams,
    requireScope('resellers.read'),
    requireActor(),
    getTranslations('resellers'),
    getTranslations('common'),
  ]);
  const filter: ResellerFilter = {
    q: paramOf(params, 'q'),
    state: (['active', 'frozen'] as const).find((state) => state === paramOf(params, 'state')),
  };
  const { rows, before, after } = await listResellers(
    scope,
    filter,
    pageRequest(params, { key: 'instant', id: 'organization' }),
  );
  const isFiltered = Boolean(filter.q || filter.state);
  const filters: Filter[] = [
    { kind: 'search', name: 'q', label: t('search'), placeholder: t('searchHint') },
    {
      kind: 'select',
      name: 'state',
      label: common('status'),
      options: (['active', 'frozen'] as const).map((value) => ({ value, label: common(`states.${value}`) })),
    },
  ];
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} />
      {(rows.length > 0 || isFiltered) && <FilterBar path={path} params={params} filters={filters} />}
      {rows.length > 0 && (
        <DataTable
          caption={t('title')}
          columns={await columnsFor(may(actor, 'funds.allocate_reseller'))}
          rows={rows}
          rowKey={(row) => row.id}
        />
      )}
      {rows.length === 0 &&
        (isFiltered ? <NoResults clearHref={path} /> : <EmptyState title={t('emptyTitle')}>{t('empty')}</EmptyState>)}
      <Pagination
        previousHref={before && hrefWith(path, params, { before, after: undefined })}
        nextHref={after && hrefWith(path, params, { after, before: undefined })}
      />
    </>
  );
}

async function columnsFor(movesMoney: boolean): Promise<Column<ResellerRow>[]> {
  const [t, common, locale] = await Promise.all([getTranslations('resellers'), getTranslations('common'), getLocale()]);
  const columns: (Column<ResellerRow> | false)[] = [
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
    { id: 'balance', header: common('balance'), align: 'end', cell: (row) => <Amount value={row.balance} /> },
    { id: 'state', header: common('status'), noWrap: true, cell: (row) => <CustomerState state={row.state} /> },
    movesMoney && {
      id: 'actions',
      header: common('actions'),
      noWrap: true,
      cell: (row) => (
        <span className="inline-flex gap-1">
          {row.state === 'active' && (
            <ButtonLink
              size="small"
              href={`/funds/allocate?reseller=${row.id}`}
              aria-label={t('allocateTo', { name: localName(row, locale) })}
            >
              {common('allocate')}
            </ButtonLink>
          )}
          <ButtonLink
            size="small"
            href={`/funds/reclaim?reseller=${row.id}`}
            aria-label={t('reclaimFrom', { name: localName(row, locale) })}
          >
            {common('reclaim')}
          </ButtonLink>
        </span>
      ),
    },
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
    {
      id: 'freezing',
      header: t('grants.column'),
      noWrap: true,
      cell: (row) => t(row.freezesCustomers ? 'grants.yes' : 'grants.no'),
    },
    { id: 'mobile', header: common('mobile'), cell: (row) => (row.mobile ? <Masked text={row.mobile} /> : '—') },
    { id: 'email', header: common('email'), cell: (row) => (row.email ? <Masked text={row.email} /> : '—') },
  ];
  return columns.filter((column) => column !== false);
}
