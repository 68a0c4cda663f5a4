import { getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import type { SearchParams } from '@/components/table/hrefs';
import { PageHeader } from '@/components/ui/page-header';
import { listExports } from '@/domain/exports/queries';
import { pageRequest } from '@/lib/cursor';
import { CreatedExport, ExportList } from '../../../_exports/export-list';
import { NewStatement } from './new-statement';

const path = '/funds/statement/exports';

export async function generateMetadata() {
  const t = await getTranslations('statement.exports');
  return { title: t('title') };
}

export default async function StatementExportsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, t] = await Promise.all([
    searchParams,
    requireScope('statements.export'),
    getTranslations('statement'),
  ]);
  const page = await listExports(scope, 'statement', pageRequest(params, { key: 'instant', id: 'exportTask' }));
  return (
    <>
      <PageHeader
        title={t('exports.title')}
        description={t('exports.description')}
        breadcrumbs={[{ label: t('title'), href: '/funds/statement' }, { label: t('exports.title') }]}
      />
      <div className="flex flex-col gap-4">
        <CreatedExport rows={page.rows} params={params} />
        <NewStatement params={params} scope={scope} />
        <ExportList path={path} params={params} page={page} scope={scope} empty={t('exports.none')} />
      </div>
    </>
  );
}
