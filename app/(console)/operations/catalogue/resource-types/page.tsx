import { getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { listResourceEntries, listServiceOptions } from '@/domain/catalogue/entry-queries';
import { pageRequest } from '@/lib/cursor';
import { isId } from '@/lib/id';
import { CatalogueList } from '../catalogue-list';
import { nameColumns, partsColumn, underColumn, underFilters } from '../list-pieces';

export async function generateMetadata() {
  const t = await getTranslations('catalogue');
  return { title: t('kinds.resource-types.title') };
}

/** The resource types of the catalogue. @source issue 6 "Catalogue" */
export default async function ResourceTypesPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope] = await Promise.all([searchParams, requireScope('catalogue.manage')]);
  const wanted = paramOf(params, 'under');
  const [page, options, names, under, parts] = await Promise.all([
    listResourceEntries(
      scope,
      { q: paramOf(params, 'q'), under: isId('serviceType', wanted) ? wanted : undefined },
      pageRequest(params, { key: 'text', id: 'resourceType' }),
    ),
    listServiceOptions(scope),
    nameColumns(),
    underColumn('service-types'),
    partsColumn('usage-types'),
  ]);
  return (
    <CatalogueList
      kind="resource-types"
      params={params}
      page={page}
      columns={[...names, under, parts]}
      filters={await underFilters('service-types', options)}
    />
  );
}
