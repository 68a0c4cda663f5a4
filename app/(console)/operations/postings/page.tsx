import { getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { type Filter, FilterBar } from '@/components/table/filter-bar';
import { hrefWith, paramOf, type SearchParams } from '@/components/table/hrefs';
import { EmptyState, NoResults } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { Pagination } from '@/components/ui/pagination';
import { listPostings } from '@/domain/reconciliation/posting-queries';
import { pageRequest } from '@/lib/cursor';
import { PostingTable } from './posting-table';

const path = '/operations/postings';
const states = ['proposed', 'done', 'rejected', 'withdrawn'] as const;
const kinds = [
  ...(['automatic', 'manual', 'claim', 'send_back', 'withdrawal_return'] as const),
  ...(['recorded', 'take_back', 'reversal_closed'] as const),
] as const;

export async function generateMetadata() {
  const t = await getTranslations('reconciliation.postings');
  return { title: t('title') };
}

/** What waits for a second person, and what was decided before. @source design/differentiators.md X10 */
export default async function PostingsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, t] = await Promise.all([
    searchParams,
    requireScope('reconciliation.read'),
    getTranslations('reconciliation'),
  ]);
  const [state, kind] = [paramOf(params, 'state'), paramOf(params, 'kind')];
  const filter = {
    state: state === 'every' ? undefined : (states.find((each) => each === state) ?? 'proposed'),
    kind: kinds.find((each) => each === kind),
  };
  const { rows, before, after } = await listPostings(
    scope,
    filter,
    pageRequest(params, { key: 'instant', id: 'bankPosting' }),
  );
  const decided = states.filter((each) => each !== 'proposed');
  const filters: Filter[] = [
    {
      kind: 'select',
      name: 'state',
      label: t('lines.state'),
      allLabel: t('postingStates.proposed'),
      options: [
        ...decided.map((value) => ({ value, label: t(`postingStates.${value}`) })),
        { value: 'every', label: t('lines.everyState') },
      ],
    },
    {
      kind: 'select',
      name: 'kind',
      label: t('postings.kind'),
      options: kinds.map((value) => ({ value, label: t(`postingKinds.${value}`) })),
    },
  ];
  const isFiltered = state !== '' || kind !== '';
  return (
    <>
      <PageHeader title={t('postings.title')} description={t('postings.description')} />
      <FilterBar path={path} params={params} filters={filters} />
      {rows.length > 0 && <PostingTable postings={rows} caption={t('postings.title')} />}
      {rows.length === 0 && isFiltered && <NoResults clearHref={path} />}
      {rows.length === 0 && !isFiltered && (
        <EmptyState title={t('postings.emptyTitle')}>{t('postings.empty')}</EmptyState>
      )}
      <Pagination
        previousHref={before && hrefWith(path, params, { before, after: undefined })}
        nextHref={after && hrefWith(path, params, { after, before: undefined })}
      />
    </>
  );
}
