import { getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { hrefWith, type SearchParams } from '@/components/table/hrefs';
import { ButtonLink } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { Pagination } from '@/components/ui/pagination';
import { listCouponBatches } from '@/domain/batches/queries';
import { pageRequest } from '@/lib/cursor';
import { BatchTable } from '../../_batch/batch-table';

const path = '/coupons/batches';

export async function generateMetadata() {
  const t = await getTranslations('batches.coupons');
  return { title: t('title') };
}

export default async function CouponBatchesPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, t, pages] = await Promise.all([
    searchParams,
    requireScope('coupons.issue'),
    getTranslations('batches.coupons'),
    getTranslations('shell.pages'),
  ]);
  const { rows, before, after } = await listCouponBatches(
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
      <PageHeader
        title={t('title')}
        description={t('description')}
        breadcrumbs={[{ label: pages('coupons'), href: '/coupons' }, { label: t('title') }]}
        actions={create}
      />
      {rows.length === 0 ? (
        <EmptyState title={t('emptyTitle')} action={create}>
          {t('empty')}
        </EmptyState>
      ) : (
        <BatchTable path={path} rows={rows} words={{ title: t('title'), moved: t('issued') }} />
      )}
      <Pagination
        previousHref={before && hrefWith(path, params, { before, after: undefined })}
        nextHref={after && hrefWith(path, params, { after, before: undefined })}
      />
    </>
  );
}
