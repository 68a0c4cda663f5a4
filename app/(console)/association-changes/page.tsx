import { getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { FilterBar } from '@/components/table/filter-bar';
import { hrefWith, type SearchParams } from '@/components/table/hrefs';
import { ButtonLink } from '@/components/ui/button';
import { EmptyState, NoResults } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { Pagination } from '@/components/ui/pagination';
import { listChanges } from '@/domain/associations/queries';
import { pageRequest } from '@/lib/cursor';
import { ChangeTable } from './change-table';
import { changeFilter, changeFilters } from './filter';

const path = '/association-changes';

export async function generateMetadata() {
  const t = await getTranslations('associations');
  return { title: t('title') };
}

/** What either side has asked about relations, and how it ended. @source spec/01 §1.7 "Manage Association Records" */
export default async function AssociationChangesPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, t] = await Promise.all([
    searchParams,
    requireScope('association_changes.read'),
    getTranslations('associations'),
  ]);
  const isCustomer = scope.kind === 'customer';
  const filter = changeFilter(params);
  const isFiltered = Object.keys(filter).length > 0;
  const [{ rows, before, after }, filters] = await Promise.all([
    listChanges(scope, filter, pageRequest(params, { key: 'instant', id: 'associationChange' })),
    changeFilters(isCustomer),
  ]);
  const ofPartner = scope.accountManagerId ? t('descriptionOwn') : t('description');
  return (
    <>
      <PageHeader title={t('title')} description={isCustomer ? t('descriptionCustomer') : ofPartner} />
      {(rows.length > 0 || isFiltered) && <FilterBar path={path} params={params} filters={filters} />}
      {rows.length > 0 && <ChangeTable rows={rows} caption={t('title')} isCustomer={isCustomer} />}
      {rows.length === 0 && isFiltered && <NoResults clearHref={path} />}
      {rows.length === 0 && !isFiltered && (
        <EmptyState
          title={t('emptyTitle')}
          action={
            <ButtonLink href={isCustomer ? '/my-partner' : '/customers'}>
              {isCustomer ? t('toMyPartner') : t('toCustomers')}
            </ButtonLink>
          }
        >
          {isCustomer ? t('emptyCustomer') : t('empty')}
        </EmptyState>
      )}
      <Pagination
        previousHref={before && hrefWith(path, params, { before, after: undefined })}
        nextHref={after && hrefWith(path, params, { after, before: undefined })}
      />
    </>
  );
}
