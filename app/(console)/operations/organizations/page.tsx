import { getLocale, getTranslations } from 'next-intl/server';
import { requireActor, requireScope } from '@/app/_entry/session';
import { Masked } from '@/components/masked';
import { OwnBalance } from '@/components/own-balance';
import type { Column } from '@/components/table/data-table';
import { type Filter, FilterBar } from '@/components/table/filter-bar';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { RecordList } from '@/components/table/record-list';
import { ButtonLink } from '@/components/ui/button';
import { CopyableId } from '@/components/ui/copy-button';
import { PageHeader } from '@/components/ui/page-header';
import { TextLink } from '@/components/ui/text-link';
import { When, ZoneName } from '@/components/when';
import { partnerKinds } from '@/domain/identity/organization-input';
import {
  listOrganizations,
  type OrganizationFilter,
  type OrganizationRow,
} from '@/domain/identity/organization-queries';
import { may } from '@/domain/permission';
import { pageRequest } from '@/lib/cursor';
import { localName } from '@/lib/local-name';
import { ActiveState } from '../active-state';

const path = '/operations/organizations';

export async function generateMetadata() {
  const t = await getTranslations('operations.organizations');
  return { title: t('title') };
}

export default async function OrganizationsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, actor, t] = await Promise.all([
    searchParams,
    requireScope('organizations.read'),
    requireActor(),
    getTranslations('operations.organizations'),
  ]);
  const filter: OrganizationFilter = {
    q: paramOf(params, 'q'),
    kind: partnerKinds.find((kind) => kind === paramOf(params, 'kind')),
    state: (['active', 'frozen'] as const).find((state) => state === paramOf(params, 'state')),
  };
  const [{ rows, before, after }, filters, columns] = await Promise.all([
    listOrganizations(scope, filter, pageRequest(params, { key: 'instant', id: 'organization' })),
    filtersFor(),
    columnsFor(),
  ]);
  const isFiltered = Boolean(filter.q || filter.kind || filter.state);
  const create = may(actor, 'organizations.create') && (
    <ButtonLink variant="primary" href={`${path}/new`}>
      {t('create')}
    </ButtonLink>
  );
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} actions={create} />
      {(rows.length > 0 || isFiltered) && <FilterBar path={path} params={params} filters={filters} />}
      <RecordList
        path={path}
        params={params}
        page={{ rows, before, after }}
        caption={t('title')}
        columns={columns}
        isFiltered={isFiltered}
        empty={{ title: t('emptyTitle'), text: t('empty'), action: create }}
      />
    </>
  );
}

async function filtersFor(): Promise<Filter[]> {
  const [t, common] = await Promise.all([getTranslations('operations'), getTranslations('common')]);
  return [
    { kind: 'search', name: 'q', label: t('search'), placeholder: t('organizations.searchHint') },
    {
      kind: 'select',
      name: 'kind',
      label: common('type'),
      options: partnerKinds.map((value) => ({ value, label: common(`kinds.${value}`) })),
    },
    {
      kind: 'select',
      name: 'state',
      label: common('status'),
      options: (['active', 'frozen'] as const).map((value) => ({ value, label: common(`states.${value}`) })),
    },
  ];
}

async function columnsFor(): Promise<Column<OrganizationRow>[]> {
  const [t, common, locale] = await Promise.all([
    getTranslations('operations'),
    getTranslations('common'),
    getLocale(),
  ]);
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
    { id: 'kind', header: common('type'), noWrap: true, cell: (row) => common(`kinds.${row.kind}`) },
    {
      id: 'parent',
      header: t('organizations.parent'),
      cell: (row) =>
        row.parent ? <TextLink href={`${path}/${row.parent.id}`}>{localName(row.parent, locale)}</TextLink> : '—',
    },
    { id: 'balance', header: common('balance'), align: 'end', cell: (row) => <OwnBalance value={row.balance} /> },
    { id: 'state', header: common('status'), noWrap: true, cell: (row) => <ActiveState state={row.state} /> },
    { id: 'mobile', header: common('mobile'), cell: (row) => (row.mobile ? <Masked text={row.mobile} /> : '—') },
    {
      id: 'createdAt',
      header: t('createdAt'),
      headerContent: (
        <>
          {t('createdAt')} <ZoneName at={new Date()} />
        </>
      ),
      cell: (row) => <When at={row.createdAt} precision="minute" label={false} />,
    },
  ];
}
