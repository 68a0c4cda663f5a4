import { getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import type { SearchParams } from '@/components/table/hrefs';
import { PageHeader } from '@/components/ui/page-header';
import { listExports } from '@/domain/exports/queries';
import { pageRequest } from '@/lib/cursor';
import { CreatedExport, ExportList } from '../../_exports/export-list';
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
  const { rows, before, after } = await listExports(
    scope,
    'customers',
    pageRequest(params, { key: 'instant', id: 'exportTask' }),
  );
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        breadcrumbs={[{ label: customers('title'), href: '/customers' }, { label: t('title') }]}
      />
      <div className="flex flex-col gap-4">
        <CreatedExport rows={rows} params={params} />
        <NewExport params={params} />
        <ExportList path={path} params={params} page={{ rows, before, after }} scope={scope} empty={t('empty')} />
      </div>
    </>
  );
}
