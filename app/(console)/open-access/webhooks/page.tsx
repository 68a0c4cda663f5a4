import { getTranslations } from 'next-intl/server';
import { requireActor, requireScope } from '@/app/_entry/session';
import type { Column } from '@/components/table/data-table';
import { FilterBar } from '@/components/table/filter-bar';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { RecordList } from '@/components/table/record-list';
import { Alert } from '@/components/ui/alert';
import { ButtonLink } from '@/components/ui/button';
import { PageHeader } from '@/components/ui/page-header';
import { TextLink } from '@/components/ui/text-link';
import { When, ZoneName } from '@/components/when';
import { may } from '@/domain/permission';
import { countEndpoints, type EndpointLine, listEndpoints } from '@/domain/webhooks/endpoint-queries';
import { endpointsMax } from '@/domain/webhooks/model';
import { pageRequest } from '@/lib/cursor';
import { EndpointHealth } from './words';

const path = '/open-access/webhooks';
const states = ['active', 'disabled'] as const;

export async function generateMetadata() {
  const t = await getTranslations('webhooks');
  return { title: t('title') };
}

/** The addresses to which the organization's events are sent. @source design/differentiators.md X6 */
export default async function WebhooksPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, actor, t, common] = await Promise.all([
    searchParams,
    requireScope('webhooks.read'),
    requireActor(),
    getTranslations('webhooks'),
    getTranslations('common'),
  ]);
  const state = states.find((each) => each === paramOf(params, 'state'));
  const [{ rows, before, after }, active, columns] = await Promise.all([
    listEndpoints(scope, { state }, pageRequest(params, { key: 'instant', id: 'webhookEndpoint' })),
    countEndpoints(scope),
    columnsFor(),
  ]);
  const mayManage = may(actor, 'webhooks.manage');
  const isFull = active >= endpointsMax;
  const add = mayManage && !isFull && (
    <ButtonLink variant="primary" href={`${path}/new`}>
      {t('add')}
    </ButtonLink>
  );
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} actions={add} />
      {mayManage && isFull && <Alert kind="info">{t('full', { max: endpointsMax })}</Alert>}
      {(rows.length > 0 || state) && (
        <FilterBar
          path={path}
          params={params}
          filters={[
            {
              kind: 'select',
              name: 'state',
              label: common('status'),
              options: states.map((value) => ({ value, label: common(`states.${value}`) })),
            },
          ]}
        />
      )}
      <RecordList
        path={path}
        params={params}
        page={{ rows, before, after }}
        caption={t('title')}
        columns={columns}
        isFiltered={state !== undefined}
        empty={{ title: t('emptyTitle'), text: t('empty'), action: add }}
        summary={rows.length > 0 && t('count', { active, max: endpointsMax })}
      />
    </>
  );
}

async function columnsFor(): Promise<Column<EndpointLine>[]> {
  const [t, common] = await Promise.all([getTranslations('webhooks'), getTranslations('common')]);
  const inZone = (header: string) => (
    <>
      {header} <ZoneName at={new Date()} />
    </>
  );
  return [
    {
      id: 'url',
      header: t('url'),
      isKey: true,
      isText: true,
      cell: (row) => (
        <TextLink href={`${path}/${row.id}`} className="wrap-anywhere">
          {row.url}
        </TextLink>
      ),
    },
    { id: 'description', header: t('descriptionLabel'), isText: true, cell: (row) => row.description || '—' },
    { id: 'health', header: common('status'), noWrap: true, cell: (row) => <EndpointHealth health={row.health} /> },
    {
      id: 'types',
      header: t('typesLabel'),
      cell: (row) => (row.types === null ? t('everyType') : t('typesCount', { count: row.types.length })),
    },
    {
      id: 'lastSuccessAt',
      header: t('lastSuccessAt'),
      headerContent: inZone(t('lastSuccessAt')),
      cell: (row) => (row.lastSuccessAt ? <When at={row.lastSuccessAt} label={false} /> : t('never')),
    },
    {
      id: 'createdAt',
      header: t('createdAt'),
      headerContent: inZone(t('createdAt')),
      cell: (row) => <When at={row.createdAt} precision="minute" label={false} />,
    },
  ];
}
