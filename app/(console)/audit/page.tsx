import { getLocale, getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { type Filter, FilterBar } from '@/components/table/filter-bar';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { RecordList } from '@/components/table/record-list';
import { PageHeader } from '@/components/ui/page-header';
import { auditActions } from '@/domain/audit/action-names';
import { type AuditFilter, listAudit, listAuditPeople } from '@/domain/audit/queries';
import type { ReadScope } from '@/domain/read-scope';
import { pageRequest } from '@/lib/cursor';
import { isId } from '@/lib/id';
import { searchText } from '@/lib/search-text';
import { auditColumns } from './audit-columns';

const path = '/audit';

export async function generateMetadata() {
  const t = await getTranslations('audit');
  return { title: t('title') };
}

export default async function AuditPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, t] = await Promise.all([searchParams, requireScope('audit.read'), getTranslations('audit')]);
  const filter = filterOf(params);
  const [{ rows, before, after }, filters, columns] = await Promise.all([
    listAudit(scope, filter, pageRequest(params, { key: 'instant', id: 'auditEntry' })),
    filtersFor(scope),
    auditColumns({ seesOrganizations: scope.everyOrganization, locale: await getLocale() }),
  ]);
  const isFiltered = Object.values(filter).some((value) => value !== undefined && value !== '');
  return (
    <>
      <PageHeader title={t('title')} description={t(scope.everyOrganization ? 'descriptionAll' : 'description')} />
      {(rows.length > 0 || isFiltered) && <FilterBar path={path} params={params} filters={filters} />}
      <RecordList
        path={path}
        params={params}
        page={{ rows, before, after }}
        caption={t('title')}
        columns={columns}
        isFiltered={isFiltered}
        empty={{ title: t('emptyTitle'), text: t('empty') }}
      />
    </>
  );
}

function filterOf(params: SearchParams): AuditFilter {
  const person = paramOf(params, 'person');
  return {
    action: searchText(paramOf(params, 'action')),
    userId: isId('user', person) ? person : undefined,
    subject: searchText(paramOf(params, 'object')),
    outcome: (['done', 'denied'] as const).find((outcome) => outcome === paramOf(params, 'outcome')),
    from: paramOf(params, 'from'),
    to: paramOf(params, 'to'),
  };
}

async function filtersFor(scope: ReadScope): Promise<Filter[]> {
  const [t, people] = await Promise.all([getTranslations('audit'), listAuditPeople(scope)]);
  return [
    {
      kind: 'select',
      name: 'action',
      label: t('action'),
      options: auditActions.map((action) => ({ value: action, label: t(`actions.${action}`) })),
    },
    {
      kind: 'select',
      name: 'person',
      label: t('person'),
      options: people.map(({ id, name }) => ({ value: id, label: name })),
    },
    { kind: 'search', name: 'object', label: t('object'), placeholder: t('objectHint') },
    {
      kind: 'select',
      name: 'outcome',
      label: t('outcome'),
      options: (['done', 'denied'] as const).map((value) => ({ value, label: t(`outcomes.${value}`) })),
    },
    { kind: 'dates', from: 'from', to: 'to', label: t('time') },
  ];
}
