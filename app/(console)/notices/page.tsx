import { getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { ActionForm } from '@/components/form/action-form';
import { FilterBar } from '@/components/table/filter-bar';
import { hrefWith, paramOf, type SearchParams } from '@/components/table/hrefs';
import { RecordList } from '@/components/table/record-list';
import { Alert } from '@/components/ui/alert';
import { PageHeader } from '@/components/ui/page-header';
import { SubmitButton } from '@/components/ui/submit-button';
import { kindKey, noticeKinds } from '@/domain/notices/model';
import { countUnread, listNotices, type NoticeFilter } from '@/domain/notices/queries';
import { pageRequest } from '@/lib/cursor';
import { markAllNoticesReadAction } from './actions';
import { noticeColumns } from './notice-columns';

const path = '/notices';

export async function generateMetadata() {
  const t = await getTranslations('notices');
  return { title: t('title') };
}

export default async function NoticesPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, t] = await Promise.all([
    searchParams,
    requireScope('notices.read'),
    getTranslations('notices'),
  ]);
  const filter = filterOf(params);
  const [{ rows, before, after }, unread, columns] = await Promise.all([
    listNotices(scope, filter, pageRequest(params, { key: 'instant', id: 'notice' })),
    countUnread(scope),
    noticeColumns(scope.kind, samePage(params)),
  ]);
  const isFiltered = filter.isUnread || filter.kind !== undefined;
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} actions={unread > 0 && <MarkAll />} />
      {paramOf(params, 'done') === 'all' && unread === 0 && (
        <div className="mb-4">
          <Alert kind="done" title={t('done.all')} />
        </div>
      )}
      {(rows.length > 0 || isFiltered) && (
        <FilterBar
          path={path}
          params={params}
          filters={[
            { kind: 'select', name: 'state', label: t('state'), options: [{ value: 'unread', label: t('unread') }] },
            {
              kind: 'select',
              name: 'kind',
              label: t('kind'),
              options: noticeKinds.map((kind) => ({ value: kind, label: t(`kinds.${kindKey(kind)}`) })),
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
        isFiltered={isFiltered}
        empty={{ title: t('emptyTitle'), text: t('empty') }}
      />
    </>
  );
}

/** This very page of the list, to come back to. */
const samePage = (params: SearchParams): string =>
  hrefWith(path, params, { done: undefined, after: paramOf(params, 'after'), before: paramOf(params, 'before') });

const filterOf = (params: SearchParams): NoticeFilter => ({
  isUnread: paramOf(params, 'state') === 'unread',
  kind: noticeKinds.find((kind) => kind === paramOf(params, 'kind')),
});

async function MarkAll() {
  const t = await getTranslations('notices');
  return (
    <ActionForm action={markAllNoticesReadAction} label={t('markAll')} className="flex flex-col gap-2">
      <SubmitButton variant="secondary">{t('markAll')}</SubmitButton>
    </ActionForm>
  );
}
