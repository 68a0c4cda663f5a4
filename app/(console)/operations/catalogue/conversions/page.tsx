import { getLocale, getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import type { Column } from '@/components/table/data-table';
import type { SearchParams } from '@/components/table/hrefs';
import { type ConversionEntry, listConversionEntries } from '@/domain/catalogue/unit-queries';
import { pageRequest } from '@/lib/cursor';
import { localName } from '@/lib/local-name';
import { CatalogueList } from '../catalogue-list';
import { familyFilters, familyOf } from '../list-pieces';

export async function generateMetadata() {
  const t = await getTranslations('catalogue');
  return { title: t('kinds.conversions.title') };
}

/** How units of one family are converted. @source api/bss-api.md 62, 63 */
export default async function ConversionsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, columns, filters] = await Promise.all([
    searchParams,
    requireScope('catalogue.manage'),
    columnsFor(),
    familyFilters(),
  ]);
  const page = await listConversionEntries(
    scope,
    familyOf(params),
    pageRequest(params, { key: 'integer', id: 'unitConversion' }),
  );
  return <CatalogueList kind="conversions" params={params} page={page} columns={columns} filters={filters} />;
}

async function columnsFor(): Promise<Column<ConversionEntry>[]> {
  const [t, locale] = await Promise.all([getTranslations('catalogue'), getLocale()]);
  return [
    {
      id: 'conversion',
      header: t('kinds.conversions.one'),
      isKey: true,
      cell: ({ unit, reference }) =>
        t('pair', { unit: localName(unit, locale), reference: localName(reference, locale) }),
    },
    { id: 'ratio', header: t('ratio'), align: 'end', cell: ({ ratio }) => ratio },
    { id: 'unit', header: t('unit'), align: 'end', cell: ({ unit }) => unit.number },
    { id: 'reference', header: t('reference'), align: 'end', cell: ({ reference }) => reference.number },
    { id: 'family', header: t('family'), cell: ({ family }) => t(`families.${family}`) },
  ];
}
