import { getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { hrefWith, paramOf, type SearchParams } from '@/components/table/hrefs';
import { Alert } from '@/components/ui/alert';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { Pagination } from '@/components/ui/pagination';
import { TextLink } from '@/components/ui/text-link';
import { keptDays, listExports } from '@/domain/exports/queries';
import { pageRequest } from '@/lib/cursor';
import { ExportTable } from './export-table';
import { FollowLeaf } from './follow-leaf';
import { NewExport } from './new-export';

const path = '/customers/exports';

export async function generateMetadata() {
  const t = await getTranslations('exports');
  return { title: t('title') };
}

export default async function ExportsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, t, customers] = await Promise.all([
    searchParams,
    requireScope('customers.export'),
    getTranslations('exports'),
    getTranslations('customers'),
  ]);
  const { rows, before, after } = await listExports(scope, pageRequest(params, { key: 'instant', id: 'exportTask' }));
  const done = paramOf(params, 'done');
  const isRunning = rows.some(({ state }) => state === 'waiting' || state === 'running');
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        breadcrumbs={[{ label: customers('title'), href: '/customers' }, { label: t('title') }]}
      />
      <div className="flex flex-col gap-4">
        {rows.some(({ id }) => id === done) && <Alert kind="done" title={t('created')} />}
        <NewExport params={params} />
        {isRunning && (
          <p className="text-muted">
            {t('running')} <TextLink href={hrefWith(path, params, { done: undefined })}>{t('refresh')}</TextLink>
            <FollowLeaf />
          </p>
        )}
        {rows.length === 0 ? (
          <EmptyState title={t('emptyTitle')}>{t('empty')}</EmptyState>
        ) : (
          <ExportTable rows={rows} timeZone={scope.timeZone} />
        )}
        <Pagination
          previousHref={before && hrefWith(path, params, { before, after: undefined })}
          nextHref={after && hrefWith(path, params, { after, before: undefined })}
          summary={t('note', { days: await keptDays(scope) })}
        />
      </div>
    </>
  );
}
