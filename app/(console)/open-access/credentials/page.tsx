import { getTranslations } from 'next-intl/server';
import { requireActor, requireScope } from '@/app/_entry/session';
import type { Column } from '@/components/table/data-table';
import { FilterBar } from '@/components/table/filter-bar';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { RecordList } from '@/components/table/record-list';
import { Alert } from '@/components/ui/alert';
import { ButtonLink } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { PageHeader } from '@/components/ui/page-header';
import { TextLink } from '@/components/ui/text-link';
import { When, ZoneName } from '@/components/when';
import { credentialStates } from '@/domain/identity/credential-model';
import { type Credential, countCredentials, listCredentials } from '@/domain/identity/credential-queries';
import { may } from '@/domain/permission';
import { pageRequest } from '@/lib/cursor';
import { CredentialState } from './credential-state';

const path = '/open-access/credentials';

export async function generateMetadata() {
  const t = await getTranslations('credentials');
  return { title: t('title') };
}

/** The keys of the organization's own programs. @source issue E, credentials */
export default async function CredentialsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, actor, t, common] = await Promise.all([
    searchParams,
    requireScope('credentials.read'),
    requireActor(),
    getTranslations('credentials'),
    getTranslations('common'),
  ]);
  const state = credentialStates.find((each) => each === paramOf(params, 'state'));
  const [{ rows, before, after }, { inUse, max }, columns] = await Promise.all([
    listCredentials(scope, { state }, pageRequest(params, { key: 'instant', id: 'apiKey' })),
    countCredentials(scope),
    columnsFor(),
  ]);
  const mayManage = may(actor, 'credentials.manage');
  const create = mayManage && inUse < max && (
    <ButtonLink variant="primary" href={`${path}/new`}>
      {t('create')}
    </ButtonLink>
  );
  const states = credentialStates.map((each) => ({ value: each, label: t(`states.${each}`) }));
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} actions={create} />
      {mayManage && inUse >= max && <Alert kind="info">{t('full')}</Alert>}
      {(rows.length > 0 || state) && (
        <FilterBar
          path={path}
          params={params}
          filters={[{ kind: 'select', name: 'state', label: common('status'), options: states, allLabel: t('all') }]}
        />
      )}
      <RecordList
        path={path}
        params={params}
        page={{ rows, before, after }}
        caption={t('title')}
        columns={columns}
        isFiltered={state !== undefined}
        empty={{ title: t('emptyTitle'), text: t('empty'), action: create }}
        summary={rows.length > 0 && t('count', { inUse, max })}
      />
    </>
  );
}

async function columnsFor(): Promise<Column<Credential>[]> {
  const [t, common] = await Promise.all([getTranslations('credentials'), getTranslations('common')]);
  const inZone = (header: string) => (
    <>
      {header} <ZoneName at={new Date()} />
    </>
  );
  return [
    {
      id: 'name',
      header: t('name'),
      isKey: true,
      isText: true,
      cell: (row) => <TextLink href={`${path}/${row.id}`}>{row.name}</TextLink>,
    },
    {
      id: 'accessKey',
      header: t('accessKey'),
      noWrap: true,
      cell: (row) => (
        <span className="inline-flex items-center gap-0.5">
          <code>{row.accessKey}</code>
          <CopyButton value={row.accessKey} label={t('copyAccessKey', { name: row.name })} />
        </span>
      ),
    },
    { id: 'state', header: common('status'), noWrap: true, cell: (row) => <CredentialState state={row.state} /> },
    {
      id: 'rights',
      header: t('rights'),
      cell: (row) => (
        <>
          {t(`rightsOf.${row.rights}`)}
          {row.permissions && (
            <span className="block text-muted">{t('narrowedTo', { count: row.permissions.length })}</span>
          )}
        </>
      ),
    },
    {
      id: 'addresses',
      header: t('addresses'),
      cell: (row) => (row.allowedAddresses ? t('addressCount', { count: row.allowedAddresses.length }) : t('anywhere')),
    },
    {
      id: 'lastUsedAt',
      header: t('lastUsedAt'),
      headerContent: inZone(t('lastUsedAt')),
      cell: (row) =>
        row.lastUsedAt ? (
          <>
            <When at={row.lastUsedAt} precision="minute" label={false} />
            {row.lastUsedAddress && <span className="block text-muted">{row.lastUsedAddress}</span>}
          </>
        ) : (
          t('never')
        ),
    },
    {
      id: 'expiresAt',
      header: t('expiresAt'),
      headerContent: inZone(t('expiresAt')),
      cell: (row) => (row.expiresAt ? <When at={row.expiresAt} precision="minute" label={false} /> : t('forGood')),
    },
  ];
}
