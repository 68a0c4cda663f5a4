import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { readAsOf } from '@/app/_entry/as-of';
import { requireScope } from '@/app/_entry/session';
import { hrefWith, type SearchParams } from '@/components/table/hrefs';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { Pagination } from '@/components/ui/pagination';
import { listTerms } from '@/domain/credit/terms-queries';
import { pageRequest } from '@/lib/cursor';
import { isLentTo } from '../explained';
import { TermsTable } from './terms-table';

const path = '/funds/credit';

export async function generateMetadata() {
  const t = await getTranslations('credit.history');
  return { title: t('title') };
}

/** Where a partner's credit limit, its earmarked money and its owed invoices come from: what the platform has set, and when. */
export default async function TermsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, t, funds] = await Promise.all([
    searchParams,
    requireScope('funds.read'),
    getTranslations('credit.history'),
    getTranslations('funds.account'),
  ]);
  if (!isLentTo(scope.kind)) return notFound();
  const { asOf } = readAsOf(params, scope);
  const request = pageRequest(params, { key: 'instant', id: 'creditTerms' });
  const { rows, before, after } = await listTerms(scope, scope.organizationId, request, asOf);
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        breadcrumbs={[{ label: funds('title'), href: '/funds' }, { label: t('title') }]}
      />
      {rows.length === 0 ? <EmptyState title={t('emptyTitle')}>{t('empty')}</EmptyState> : <TermsTable rows={rows} />}
      <Pagination
        previousHref={before && hrefWith(path, params, { before, after: undefined })}
        nextHref={after && hrefWith(path, params, { after, before: undefined })}
      />
    </>
  );
}
