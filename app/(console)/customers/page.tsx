import { redirect } from 'next/navigation';
import { getLocale, getTranslations } from 'next-intl/server';
import { requireActor, requireScope } from '@/app/_entry/session';
import { route } from '@/components/route';
import { FilterBar } from '@/components/table/filter-bar';
import { hrefWith, paramOf, type SearchParams } from '@/components/table/hrefs';
import { Alert } from '@/components/ui/alert';
import { EmptyState, NoResults } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { Pagination } from '@/components/ui/pagination';
import { countCustomers, countMax, listCustomers } from '@/domain/customers/queries';
import { listViews } from '@/domain/customers/view-queries';
import { may } from '@/domain/permission';
import type { ReadScope } from '@/domain/read-scope';
import { CustomerTable } from './customer-table';
import { CustomerTabs } from './customer-tabs';
import { ExportButton } from './export-button';
import { currentQuery, customerFilter, customerPage, customerSort, listChoices } from './filter';
import { customerFilters } from './list-filters';
import { ListTools } from './list-tools';
import { SavedViews, viewHref } from './saved-views';

const path = '/customers';

export async function generateMetadata() {
  const t = await getTranslations('customers');
  return { title: t('title') };
}

export default async function CustomersPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [given, scope, actor, locale, t] = await Promise.all([
    searchParams,
    requireScope('customers.read'),
    requireActor(),
    getLocale(),
    getTranslations('customers'),
  ]);
  const views = await listViews(scope);
  const saved = views.find(({ id }) => id === paramOf(given, 'open'));
  if (saved) redirect(route(`${viewHref(saved)}&done=viewSaved`));
  const { done, open: _open, ...params } = given;
  const filter = customerFilter(params);
  const [{ rows, before, after }, total, filters] = await Promise.all([
    listCustomers(scope, filter, customerPage(params), customerSort(params, locale)),
    countCustomers(scope, filter),
    customerFilters(scope),
  ]);
  const isFiltered = Object.values(filter).some((value) => value !== undefined && value !== '');
  const isShown = total > 0 || isFiltered;
  const current = views.find(({ id }) => id === paramOf(params, 'view'));
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t(descriptionOf(scope))}
        actions={may(actor, 'customers.export') && <ExportButton params={params} />}
      />
      <CustomerTabs current="own" />
      <DoneAlert done={done} />
      {isShown && <SavedViews views={views} current={current} query={currentQuery(params)} />}
      {isShown && <FilterBar path={path} params={params} {...filters} />}
      {rows.length > 0 && (
        <>
          <ListTools path={path} params={params} seesPartners={scope.everyOrganization} />
          <CustomerTable
            rows={rows}
            currency={scope.currency}
            seesPartners={scope.everyOrganization}
            movesMoney={may(actor, 'funds.allocate')}
            issuesCoupons={may(actor, 'coupons.issue')}
            assigns={may(actor, 'customers.assign_manager')}
            {...listChoices(params)}
          />
        </>
      )}
      {rows.length === 0 && isFiltered && <NoResults clearHref={path} />}
      {rows.length === 0 && !isFiltered && (
        <EmptyState title={t('emptyTitle')}>{t(scope.accountManagerId ? 'emptyOwn' : 'empty')}</EmptyState>
      )}
      <Pagination
        previousHref={before && hrefWith(path, params, { before, after: undefined })}
        nextHref={after && hrefWith(path, params, { after, before: undefined })}
        summary={total > countMax ? t('countMore', { count: countMax }) : t('count', { count: total })}
      />
    </>
  );
}

async function DoneAlert({ done }: { done: string | string[] | undefined }) {
  const t = await getTranslations('customers');
  const key = (['managersAssigned', 'viewDeleted', 'viewSaved'] as const).find((each) => each === done);
  return key ? <Alert kind="done" title={t(`done.${key}`)} /> : null;
}

function descriptionOf({ accountManagerId, everyOrganization, kind }: ReadScope) {
  if (accountManagerId) return 'descriptionOwn';
  if (everyOrganization) return 'descriptionAll';
  return kind === 'subsidised_partner' ? 'descriptionSubsidised' : 'description';
}
