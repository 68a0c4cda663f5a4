import { getLocale, getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import type { Column } from '@/components/table/data-table';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { measureFamilies } from '@/domain/catalogue/model';
import { type ConversionEntry, listConversionEntries } from '@/domain/catalogue/unit-queries';
import { pageRequest } from '@/lib/cursor';
import { localName } from '@/lib/local-name';
import { CatalogueList } from '../catalogue-list';

export async function generateMetadata() {
  const t = await getTranslations('catalogue');
  return { title: t('kinds.conversions.title') };
}

/** How units of one family are converted. @source api/bss-api.md 62, 63 */
export default async function ConversionsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, columns, t] = await Promise.all([
    searchParams,
    requireScope('catalogue.manage'),
    columnsFor(),
    getTranslations('catalogue'),
  ]);
  const family = measureFamilies.find((each) => String(each) === paramOf(params, 'family'));
  const page = await listConversionEntries(
    scope,
    family,
    pageRequest(params, { key: 'integer', id: 'unitConversion' }),
  );
  return (
    <CatalogueList
      kind="conversions"
      params={params}
      page={page}
      columns={columns}
      filters={[
        {
          kind: 'select',
          name: 'family',
          label: t('family'),
          options: measureFamilies.map((family) => ({ value: String(family), label: t(`families.${family}`) })),
        },
      ]}
    />
  );
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
