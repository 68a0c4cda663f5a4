import { getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { listServiceEntries } from '@/domain/catalogue/entry-queries';
import { pageRequest } from '@/lib/cursor';
import { CatalogueList } from './catalogue-list';
import { nameColumns, partsColumn } from './list-pieces';

export async function generateMetadata() {
  const t = await getTranslations('catalogue');
  return { title: t('kinds.service-types.title') };
}

/** The cloud services of the catalogue. @source issue 6 "Catalogue" */
export default async function ServiceTypesPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, t] = await Promise.all([
    searchParams,
    requireScope('catalogue.manage'),
    getTranslations('catalogue'),
  ]);
  const [page, names, parts] = await Promise.all([
    listServiceEntries(scope, { q: paramOf(params, 'q') }, pageRequest(params, { key: 'text', id: 'serviceType' })),
    nameColumns(),
    partsColumn('resource-types'),
  ]);
  return (
    <CatalogueList
      kind="service-types"
      params={params}
      page={page}
      columns={[
        ...names,
        { id: 'abbreviation', header: t('abbreviation'), cell: ({ abbreviation }) => abbreviation },
        parts,
      ]}
      filters={[{ kind: 'search', name: 'q', label: t('search') }]}
    />
  );
}
