import { getLocale, getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import type { Column } from '@/components/table/data-table';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { TextLink } from '@/components/ui/text-link';
import { listResourceEntries, listServiceOptions, type ResourceEntry } from '@/domain/catalogue/entry-queries';
import { pageRequest } from '@/lib/cursor';
import { isId } from '@/lib/id';
import { localName } from '@/lib/local-name';
import { entryPath, listPath } from '../catalogue-kinds';
import { CatalogueList } from '../catalogue-list';

export async function generateMetadata() {
  const t = await getTranslations('catalogue');
  return { title: t('kinds.resource-types.title') };
}

/** The resource types of the catalogue. @source issue 6 "Catalogue" */
export default async function ResourceTypesPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, t] = await Promise.all([
    searchParams,
    requireScope('catalogue.manage'),
    getTranslations('catalogue'),
  ]);
  const under = paramOf(params, 'under');
  const [page, columns, options] = await Promise.all([
    listResourceEntries(
      scope,
      { q: paramOf(params, 'q'), under: isId('serviceType', under) ? under : undefined },
      pageRequest(params, { key: 'text', id: 'resourceType' }),
    ),
    columnsFor(),
    listServiceOptions(scope),
  ]);
  return (
    <CatalogueList
      kind="resource-types"
      params={params}
      page={page}
      columns={columns}
      filters={[
        { kind: 'search', name: 'q', label: t('search') },
        {
          kind: 'select',
          name: 'under',
          label: t('kinds.service-types.one'),
          options: options.map(({ id, code }) => ({ value: id, label: code })),
        },
      ]}
    />
  );
}

async function columnsFor(): Promise<Column<ResourceEntry>[]> {
  const [t, locale] = await Promise.all([getTranslations('catalogue'), getLocale()]);
  return [
    { id: 'code', header: t('code'), isKey: true, cell: ({ code }) => <code className="wrap-anywhere">{code}</code> },
    { id: 'name', header: t('name'), isText: true, cell: ({ name }) => name },
    { id: 'nameEn', header: t('nameEn'), isText: true, cell: ({ nameEn }) => nameEn },
    {
      id: 'under',
      header: t('kinds.service-types.one'),
      cell: ({ under }) => <TextLink href={entryPath('service-types', under.id)}>{localName(under, locale)}</TextLink>,
    },
    {
      id: 'parts',
      header: t('kinds.usage-types.title'),
      align: 'end',
      cell: ({ id, parts }) => <TextLink href={`${listPath('usage-types')}?under=${id}`}>{parts}</TextLink>,
    },
  ];
}
