import { getLocale, getTranslations } from 'next-intl/server';
import { requireActor, requireScope } from '@/app/_entry/session';
import type { Column } from '@/components/table/data-table';
import { type Filter, FilterBar } from '@/components/table/filter-bar';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { RecordList } from '@/components/table/record-list';
import { ButtonLink } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { PageHeader } from '@/components/ui/page-header';
import { TextLink } from '@/components/ui/text-link';
import { When, ZoneName } from '@/components/when';
import { type ApiKeyFilter, type ApiKeyRow, listApiKeys } from '@/domain/identity/api-key-queries';
import { may } from '@/domain/permission';
import { pageRequest } from '@/lib/cursor';
import { localName } from '@/lib/local-name';
import { KeyState } from './key-state';

const path = '/operations/api-keys';

export async function generateMetadata() {
  const t = await getTranslations('operations.keys');
  return { title: t('title') };
}

export default async function ApiKeysPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, actor, t] = await Promise.all([
    searchParams,
    requireScope('api_keys.read'),
    requireActor(),
    getTranslations('operations.keys'),
  ]);
  const filter: ApiKeyFilter = {
    q: paramOf(params, 'q'),
    state: (['active', 'disabled'] as const).find((state) => state === paramOf(params, 'state')),
  };
  const [{ rows, before, after }, filters, columns] = await Promise.all([
    listApiKeys(scope, filter, pageRequest(params, { key: 'instant', id: 'apiKey' })),
    filtersFor(),
    columnsFor(),
  ]);
  const isFiltered = Boolean(filter.q || filter.state);
  const create = may(actor, 'api_keys.create') && (
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
    { kind: 'search', name: 'q', label: t('search'), placeholder: t('keys.searchHint') },
    {
      kind: 'select',
      name: 'state',
      label: common('status'),
      options: (['active', 'disabled'] as const).map((value) => ({ value, label: common(`states.${value}`) })),
    },
  ];
}

async function columnsFor(): Promise<Column<ApiKeyRow>[]> {
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
      cell: (row) => <TextLink href={`${path}/${row.id}`}>{row.name}</TextLink>,
    },
    {
      id: 'accessKey',
      header: t('keys.accessKey'),
      noWrap: true,
      cell: (row) => (
        <span className="inline-flex items-center gap-0.5">
          <code>{row.accessKey}</code>
          <CopyButton value={row.accessKey} label={t('keys.copyAccessKey', { name: row.name })} />
        </span>
      ),
    },
    {
      id: 'owner',
      header: common('organization'),
      cell: (row) => (
        <TextLink href={`/operations/organizations/${row.owner.id}`}>{localName(row.owner, locale)}</TextLink>
      ),
    },
    { id: 'rights', header: t('keys.rights'), noWrap: true, cell: (row) => t(`keys.rightsOf.${row.rights}`) },
    { id: 'rate', header: t('keys.rate'), align: 'end', cell: (row) => t('keys.rateOf', { count: row.ratePerSecond }) },
    { id: 'state', header: common('status'), noWrap: true, cell: (row) => <KeyState apiKey={row} /> },
    {
      id: 'lastUsedAt',
      header: t('keys.lastUsedAt'),
      cell: (row) => (row.lastUsedAt ? <When at={row.lastUsedAt} precision="minute" label={false} /> : t('keys.never')),
    },
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
