import { getTranslations } from 'next-intl/server';
import { requireActor, requireScope } from '@/app/_entry/session';
import { FollowLeaf } from '@/app/(console)/_exports/follow-leaf';
import { type Filter, FilterBar } from '@/components/table/filter-bar';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { RecordList } from '@/components/table/record-list';
import { Alert } from '@/components/ui/alert';
import { PageHeader } from '@/components/ui/page-header';
import { bindActions } from '@/domain/open-access/association-message';
import { resultStates } from '@/domain/open-access/association-result-input';
import {
  findNotificationAddress,
  listAssociationResults,
  type ResultFilter,
} from '@/domain/open-access/association-result-queries';
import { may } from '@/domain/permission';
import { pageRequest } from '@/lib/cursor';
import { AddressCard } from './address-card';
import { resultColumns } from './result-columns';

const path = '/open-access/association-results';

export async function generateMetadata() {
  const t = await getTranslations('associationresults');
  return { title: t('title') };
}

/** What was sent of associations to the address named for it, and what became of it. */
export default async function AssociationResultsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, actor, t, pages] = await Promise.all([
    searchParams,
    requireScope('open_access.read'),
    requireActor(),
    getTranslations('associationresults'),
    getTranslations('shell.pages'),
  ]);
  const filter = filterOf(params);
  const mayConfigure = may(actor, 'open_access.configure');
  const [{ rows, before, after }, address, columns, filters] = await Promise.all([
    listAssociationResults(scope, filter, pageRequest(params, { key: 'instant', id: 'associationResult' })),
    findNotificationAddress(scope),
    resultColumns(mayConfigure),
    filtersFor(),
  ]);
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  const done = (['again', 'tested'] as const).find((each) => each === paramOf(params, 'done'));
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        breadcrumbs={[{ label: pages('openAccess'), href: '/open-access' }, { label: t('title') }]}
      />
      <div className="flex flex-col gap-4">
        {done && <Alert kind="done" title={t(`done.${done}`)} />}
        <AddressCard address={address} mayConfigure={mayConfigure} />
        <div>
          {(rows.length > 0 || isFiltered) && <FilterBar path={path} params={params} filters={filters} />}
          <RecordList
            path={path}
            params={{ ...params, done: undefined }}
            page={{ rows, before, after }}
            caption={t('title')}
            columns={columns}
            isFiltered={isFiltered}
            empty={{ title: t('emptyTitle'), text: t('empty') }}
          />
        </div>
      </div>
      {done && rows.some(({ state, attempts }) => state === 'waiting' && attempts === 0) && <FollowLeaf />}
    </>
  );
}

const filterOf = (params: SearchParams): ResultFilter => ({
  state: resultStates.find((state) => state === paramOf(params, 'state')),
  bindAction: bindActions.find((action) => String(action) === paramOf(params, 'action')),
  from: paramOf(params, 'from') || undefined,
  to: paramOf(params, 'to') || undefined,
});

async function filtersFor(): Promise<Filter[]> {
  const t = await getTranslations('associationresults');
  return [
    {
      kind: 'select',
      name: 'state',
      label: t('state'),
      options: resultStates.map((value) => ({ value, label: t(`states.${value}`) })),
    },
    {
      kind: 'select',
      name: 'action',
      label: t('action'),
      options: bindActions.map((value) => ({ value: String(value), label: t(`actions.${value}`) })),
    },
    { kind: 'dates', from: 'from', to: 'to', label: t('createdAt') },
  ];
}
