import { getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { listResourceOptions, listUsageEntries } from '@/domain/catalogue/entry-queries';
import { pageRequest } from '@/lib/cursor';
import { isId } from '@/lib/id';
import { CatalogueList } from '../catalogue-list';
import { nameColumns, underColumn, underFilters } from '../list-pieces';

export async function generateMetadata() {
  const t = await getTranslations('catalogue');
  return { title: t('kinds.usage-types.title') };
}

/** The usage types of the catalogue. @source issue 6 "Catalogue" */
export default async function UsageTypesPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope] = await Promise.all([searchParams, requireScope('catalogue.manage')]);
  const wanted = paramOf(params, 'under');
  const [page, options, names, under] = await Promise.all([
    listUsageEntries(
      scope,
      { q: paramOf(params, 'q'), under: isId('resourceType', wanted) ? wanted : undefined },
      pageRequest(params, { key: 'text', id: 'usageType' }),
    ),
    listResourceOptions(scope),
    nameColumns(),
    underColumn('resource-types'),
  ]);
  return (
    <CatalogueList
      kind="usage-types"
      params={params}
      page={page}
      columns={[...names, under]}
      filters={await underFilters('resource-types', options)}
    />
  );
}
