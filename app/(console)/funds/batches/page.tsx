import { getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { hrefWith, type SearchParams } from '@/components/table/hrefs';
import { ButtonLink } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { Pagination } from '@/components/ui/pagination';
import { listBatches } from '@/domain/batches/queries';
import { pageRequest } from '@/lib/cursor';
import { BatchTable } from '../../_batch/batch-table';

const path = '/funds/batches';

export async function generateMetadata() {
  const t = await getTranslations('batches');
  return { title: t('title') };
}

export default async function BatchesPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, t] = await Promise.all([
    searchParams,
    requireScope('funds.allocate'),
    getTranslations('batches'),
  ]);
  const { rows, before, after } = await listBatches(
    scope,
    pageRequest(params, { key: 'instant', id: 'adjustmentBatch' }),
  );
  const create = (
    <ButtonLink variant="primary" href={`${path}/new`}>
      {t('new')}
    </ButtonLink>
  );
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} actions={create} />
      {rows.length === 0 ? (
        <EmptyState title={t('emptyTitle')} action={create}>
          {t('empty')}
        </EmptyState>
      ) : (
        <BatchTable path={path} rows={rows} words={{ title: t('title'), moved: t('moved') }} />
      )}
      <Pagination
        previousHref={before && hrefWith(path, params, { before, after: undefined })}
        nextHref={after && hrefWith(path, params, { after, before: undefined })}
      />
    </>
  );
}
