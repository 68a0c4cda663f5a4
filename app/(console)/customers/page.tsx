import { getLocale, getTranslations } from 'next-intl/server';
import { requireActor, requireScope } from '@/app/_entry/session';
import { type Filter, FilterBar } from '@/components/table/filter-bar';
import { hrefWith, type SearchParams } from '@/components/table/hrefs';
import { EmptyState, NoResults } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { Pagination } from '@/components/ui/pagination';
import { countCustomers, countMax, listAccountManagers, listCustomers } from '@/domain/customers/queries';
import { partnerKinds } from '@/domain/identity/organization-input';
import { listOrganizationOptions } from '@/domain/identity/organization-queries';
import { may } from '@/domain/permission';
import type { ReadScope } from '@/domain/read-scope';
import { pageRequest } from '@/lib/cursor';
import { localName } from '@/lib/local-name';
import { CustomerTable } from './customer-table';
import { ExportButton } from './export-button';
import { customerFilter } from './filter';

const path = '/customers';

export async function generateMetadata() {
  const t = await getTranslations('customers');
  return { title: t('title') };
}

export default async function CustomersPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, actor, t] = await Promise.all([
    searchParams,
    requireScope('customers.read'),
    requireActor(),
    getTranslations('customers'),
  ]);
  const filter = customerFilter(params);
  const [{ rows, before, after }, total, filters] = await Promise.all([
    listCustomers(scope, filter, pageRequest(params, { key: 'instant', id: 'association' })),
    countCustomers(scope, filter),
    filtersFor(scope),
  ]);
  const isFiltered = Object.values(filter).some((value) => value !== undefined && value !== '');
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t(
          scope.accountManagerId ? 'descriptionOwn' : scope.everyOrganization ? 'descriptionAll' : 'description',
        )}
        actions={may(actor, 'customers.export') && <ExportButton params={params} />}
      />
      {(total > 0 || isFiltered) && <FilterBar path={path} params={params} filters={filters} />}
      {rows.length > 0 && (
        <CustomerTable
          rows={rows}
          currency={scope.currency}
          seesPartners={scope.everyOrganization}
          movesMoney={may(actor, 'funds.allocate')}
        />
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

async function filtersFor(scope: ReadScope): Promise<Filter[]> {
  const [t, common, last] = await Promise.all([
    getTranslations('customers'),
    getTranslations('common'),
    scope.everyOrganization ? partnerFilter(scope) : managerFilter(scope),
  ]);
  return [
    { kind: 'search', name: 'q', label: t('search'), placeholder: t('searchHint') },
    {
      kind: 'select',
      name: 'type',
      label: t('type'),
      options: (['resale', 'referral'] as const).map((value) => ({ value, label: common(`associations.${value}`) })),
    },
    {
      kind: 'select',
      name: 'state',
      label: common('status'),
      options: (['active', 'frozen'] as const).map((value) => ({ value, label: common(`states.${value}`) })),
    },
    {
      kind: 'select',
      name: 'balance',
      label: common('balance'),
      options: (['positive', 'zero'] as const).map((value) => ({ value, label: t(`balances.${value}`) })),
    },
    ...last,
  ];
}

/** People in sales see their own only, so there is nothing for them to choose. */
async function managerFilter(scope: ReadScope): Promise<Filter[]> {
  if (scope.accountManagerId) return [];
  const [t, managers] = await Promise.all([
    getTranslations('customers'),
    listAccountManagers(scope, scope.organizationId),
  ]);
  const options = managers.map(({ id, name }) => ({ value: id, label: name }));
  return [
    {
      kind: 'select',
      name: 'manager',
      label: t('manager'),
      options: [{ value: 'none', label: t('noManager') }, ...options],
    },
  ];
}

async function partnerFilter(scope: ReadScope): Promise<Filter[]> {
  const [t, locale, partners] = await Promise.all([
    getTranslations('customers'),
    getLocale(),
    listOrganizationOptions(scope, partnerKinds),
  ]);
  const options = partners.map((partner) => ({ value: partner.id, label: localName(partner, locale) }));
  return [{ kind: 'select', name: 'partner', label: t('partner'), options }];
}
