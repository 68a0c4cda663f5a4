import { getLocale, getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import type { Column } from '@/components/table/data-table';
import { type Filter, FilterBar } from '@/components/table/filter-bar';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { RecordList } from '@/components/table/record-list';
import { PageHeader } from '@/components/ui/page-header';
import { Tabs } from '@/components/ui/tabs';
import { TextLink } from '@/components/ui/text-link';
import { listOrganizationOptions } from '@/domain/identity/organization-queries';
import type { ReadScope } from '@/domain/read-scope';
import { claimStates } from '@/domain/reconciliation/claim-model';
import { type Claim, countSubmittedClaims, listClaims } from '@/domain/reconciliation/claim-queries';
import { pageRequest } from '@/lib/cursor';
import { isId } from '@/lib/id';
import { localName } from '@/lib/local-name';
import { claimColumns } from '../../funds/claims/claim-columns';

const path = '/operations/claims';

export async function generateMetadata() {
  const t = await getTranslations('claims.review');
  return { title: t('title') };
}

/** The operator's claims across all partners: what waits, and everything. @source spec/06 §6.2 */
export default async function ClaimReviewsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, t] = await Promise.all([
    searchParams,
    requireScope('reconciliation.read'),
    getTranslations('claims.review'),
  ]);
  const isAll = paramOf(params, 'view') === 'all';
  const partner = paramOf(params, 'partner');
  const asked = {
    partnerId: isId('organization', partner) ? partner : undefined,
    state: isAll ? claimStates.find((state) => state === paramOf(params, 'state')) : undefined,
  };
  const [{ rows, before, after }, waiting, filters, columns] = await Promise.all([
    listClaims(
      scope,
      isAll ? asked : { ...asked, state: 'submitted' },
      pageRequest(params, { key: 'instant', id: 'remittanceClaim' }),
    ),
    countSubmittedClaims(scope),
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
  const [t, common, locale, partners] = await Promise.all([
    getTranslations('claims'),
    getTranslations('common'),
    getLocale(),
    listOrganizationOptions(scope, ['distributor', 'solution_provider']),
  ]);
  const states = claimStates.map((value) => ({ value, label: t(`states.${value}`) }));
  const options = partners.map((partner) => ({ value: partner.id, label: localName(partner, locale) }));
  return [
    ...(isAll ? [{ kind: 'select', name: 'state', label: common('status'), options: states } as const] : []),
    { kind: 'select', name: 'partner', label: t('review.partner'), options },
  ];
}

async function columnsFor(): Promise<Column<Claim>[]> {
  const [t, locale] = await Promise.all([getTranslations('claims.review'), getLocale()]);
  return claimColumns(path, [
    {
      id: 'partner',
      header: t('partner'),
      cell: (row) => (
        <TextLink href={`/operations/organizations/${row.partner.id}`}>{localName(row.partner, locale)}</TextLink>
      ),
    },
    {
      id: 'second',
      header: t('second'),
      noWrap: true,
      cell: (row) => (row.waitsForSecond ? t('waitsForSecond') : '—'),
    },
  ]);
}
