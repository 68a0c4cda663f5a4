import { getLocale, getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { Masked } from '@/components/masked';
import type { Column } from '@/components/table/data-table';
import { type Filter, FilterBar } from '@/components/table/filter-bar';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { RecordList } from '@/components/table/record-list';
import { PageHeader } from '@/components/ui/page-header';
import { Tabs } from '@/components/ui/tabs';
import { TextLink } from '@/components/ui/text-link';
import { When, ZoneName } from '@/components/when';
import { partnerKinds } from '@/domain/identity/organization-input';
import { listOrganizationOptions } from '@/domain/identity/organization-queries';
import { countPendingReports, listReports, type ReportRow } from '@/domain/onboarding/report-queries';
import type { ReadScope } from '@/domain/read-scope';
import { pageRequest } from '@/lib/cursor';
import { localName } from '@/lib/local-name';
import { reportFilter, reportFilters } from '../../onboarding/report-filter';
import { ReportState } from '../../onboarding/report-state';

const path = '/operations/reports';

export async function generateMetadata() {
  const t = await getTranslations('onboarding.review');
  return { title: t('title') };
}

/** The operator's reviews across all partners: what waits, and everything. @source spec/01 §1.2 */
export default async function ReviewsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, t] = await Promise.all([
    searchParams,
    requireScope('onboarding.review'),
    getTranslations('onboarding.review'),
  ]);
  const isAll = paramOf(params, 'view') === 'all';
  const asked = reportFilter(params);
  const filter = isAll ? asked : { ...asked, state: 'pending' as const };
  const [{ rows, before, after }, waiting, filters, columns] = await Promise.all([
    listReports(scope, filter, pageRequest(params, { key: 'instant', id: 'report' })),
    countPendingReports(scope),
    filtersFor(scope, isAll),
    columnsFor(),
  ]);
  const isFiltered = Object.values(asked).some((value) => value !== undefined);
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} />
      <Tabs
        label={t('tabsLabel')}
        tabs={[
          { label: t('waiting', { count: waiting }), href: path, isCurrent: !isAll },
          { label: t('all'), href: `${path}?view=all`, isCurrent: isAll },
        ]}
      />
      {(rows.length > 0 || isFiltered) && <FilterBar path={path} params={params} filters={filters} />}
      <RecordList
        path={path}
        params={params}
        page={{ rows, before, after }}
        caption={t('title')}
        columns={columns}
        isFiltered={isFiltered}
        clearHref={isAll ? `${path}?view=all` : path}
        empty={{ title: t('emptyTitle'), text: t('empty') }}
      />
    </>
  );
}

/** What waits has one state, so there is nothing to choose. */
async function filtersFor(scope: ReadScope, isAll: boolean): Promise<Filter[]> {
  const [t, locale, partners, filters] = await Promise.all([
    getTranslations('onboarding.review'),
    getLocale(),
    listOrganizationOptions(scope, partnerKinds),
    reportFilters({ hasDrafts: false }),
  ]);
  const options = partners.map((partner) => ({ value: partner.id, label: localName(partner, locale) }));
  const own = filters.filter((filter) => isAll || filter.kind !== 'select');
  return [...own, { kind: 'select', name: 'partner', label: t('partner'), options }];
}

async function columnsFor(): Promise<Column<ReportRow>[]> {
  const [t, reports, common, locale] = await Promise.all([
    getTranslations('onboarding.review'),
    getTranslations('onboarding.reports'),
    getTranslations('common'),
    getLocale(),
  ]);
  return [
    {
      id: 'customer',
      header: reports('customerName'),
      isKey: true,
      cell: (row) => <TextLink href={`${path}/${row.id}`}>{row.customerName}</TextLink>,
    },
    { id: 'state', header: common('status'), noWrap: true, cell: (row) => <ReportState state={row.state} /> },
    {
      id: 'partner',
      header: t('partner'),
      cell: (row) => (
        <TextLink href={`/operations/organizations/${row.partner.id}`}>{localName(row.partner, locale)}</TextLink>
      ),
    },
    { id: 'contact', header: reports('contactName'), cell: (row) => row.contactName },
    {
      id: 'mobile',
      header: common('mobile'),
      cell: (row) => (row.mobile === null ? '—' : <Masked text={row.mobile} />),
    },
    {
      id: 'submittedAt',
      header: t('submittedAt'),
      headerContent: (
        <>
          {t('submittedAt')} <ZoneName at={new Date()} />
        </>
      ),
      cell: (row) => (row.submittedAt ? <When at={row.submittedAt} precision="minute" label={false} /> : '—'),
    },
    { id: 'reportedBy', header: reports('reportedBy'), noWrap: true, cell: (row) => row.reportedBy ?? '—' },
  ];
}
