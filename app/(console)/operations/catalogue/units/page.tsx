import { getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import type { Column } from '@/components/table/data-table';
import type { SearchParams } from '@/components/table/hrefs';
import { listUnitEntries, type UnitEntry } from '@/domain/catalogue/unit-queries';
import { pageRequest } from '@/lib/cursor';
import { CatalogueList } from '../catalogue-list';
import { familyFilters, familyOf } from '../list-pieces';

export async function generateMetadata() {
  const t = await getTranslations('catalogue');
  return { title: t('kinds.units.title') };
}

/** The units of the catalogue. @source api/bss-api.md 62, 63 */
export default async function MeasureUnitsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, columns, filters] = await Promise.all([
    searchParams,
    requireScope('catalogue.manage'),
    columnsFor(),
    familyFilters(),
  ]);
  const page = await listUnitEntries(
    scope,
    familyOf(params),
    pageRequest(params, { key: 'integer', id: 'measureUnit' }),
  );
  return <CatalogueList kind="units" params={params} page={page} columns={columns} filters={filters} />;
}

async function columnsFor(): Promise<Column<UnitEntry>[]> {
  const t = await getTranslations('catalogue');
  return [
    { id: 'name', header: t('name'), isKey: true, cell: ({ name }) => name },
    { id: 'number', header: t('number'), align: 'end', cell: ({ number }) => number },
    { id: 'nameEn', header: t('nameEn'), cell: ({ nameEn }) => nameEn },
    { id: 'abbreviation', header: t('abbreviation'), cell: ({ abbreviation }) => abbreviation },
    { id: 'family', header: t('family'), cell: ({ family }) => t(`families.${family}`) },
    { id: 'parts', header: t('kinds.conversions.title'), align: 'end', cell: ({ parts }) => parts },
  ];
}
