import { getTranslations } from 'next-intl/server';
import { hrefWith, paramOf, type SearchParams } from '@/components/table/hrefs';
import { Alert } from '@/components/ui/alert';
import { EmptyState } from '@/components/ui/empty-state';
import { Pagination } from '@/components/ui/pagination';
import { TextLink } from '@/components/ui/text-link';
import { type ExportTask, keptDays } from '@/domain/exports/queries';
import type { ReadScope } from '@/domain/read-scope';
import type { Page } from '@/lib/cursor';
import { ExportTable } from './export-table';
import { FollowLeaf } from './follow-leaf';

/** Says that the export which the address names has been asked for. */
export async function CreatedExport({ rows, params }: { rows: readonly ExportTask[]; params: SearchParams }) {
  const t = await getTranslations('exports');
  const done = paramOf(params, 'done');
  return rows.some(({ id }) => id === done) && <Alert kind="done" title={t('created')} />;
}

/** The exports of a list, followed while one of them runs. Their files lie under `path`. */
export async function ExportList({
  path,
  params,
  page: { rows, before, after },
  scope,
  empty,
}: {
  path: string;
  params: SearchParams;
  page: Page<ExportTask>;
  scope: ReadScope;
  empty: string;
}) {
  const t = await getTranslations('exports');
  const isRunning = rows.some(({ state }) => state === 'waiting' || state === 'running');
  return (
    <>
      {isRunning && (
        <p className="text-muted">
          {t('running')} <TextLink href={hrefWith(path, params, { done: undefined })}>{t('refresh')}</TextLink>
          <FollowLeaf />
        </p>
      )}
      {rows.length === 0 ? (
        <EmptyState title={t('emptyTitle')}>{empty}</EmptyState>
      ) : (
        <ExportTable rows={rows} path={path} timeZone={scope.timeZone} />
      )}
      <Pagination
        previousHref={before && hrefWith(path, params, { before, after: undefined })}
        nextHref={after && hrefWith(path, params, { after, before: undefined })}
        summary={t('note', { days: await keptDays(scope) })}
      />
    </>
  );
}
