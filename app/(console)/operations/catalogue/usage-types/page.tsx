import { getLocale, getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import type { Column } from '@/components/table/data-table';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { TextLink } from '@/components/ui/text-link';
import { listResourceOptions, listUsageEntries, type UsageEntry } from '@/domain/catalogue/entry-queries';
import { pageRequest } from '@/lib/cursor';
import { isId } from '@/lib/id';
import { localName } from '@/lib/local-name';
import { entryPath } from '../catalogue-kinds';
import { CatalogueList } from '../catalogue-list';

export async function generateMetadata() {
  const t = await getTranslations('catalogue');
  return { title: t('kinds.usage-types.title') };
}

/** The usage types of the catalogue. @source issue 6 "Catalogue" */
export default async function UsageTypesPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, t] = await Promise.all([
    searchParams,
    requireScope('catalogue.manage'),
    getTranslations('catalogue'),
  ]);
  const under = paramOf(params, 'under');
  const [page, columns, options] = await Promise.all([
    listUsageEntries(
      scope,
      { q: paramOf(params, 'q'), under: isId('resourceType', under) ? under : undefined },
      pageRequest(params, { key: 'text', id: 'usageType' }),
    ),
    columnsFor(),
    listResourceOptions(scope),
  ]);
  return (
    <CatalogueList
      kind="usage-types"
      params={params}
      page={page}
      columns={columns}
      filters={[
        { kind: 'search', name: 'q', label: t('search') },
        {
          kind: 'select',
          name: 'under',
          label: t('kinds.resource-types.one'),
          options: options.map(({ id, code }) => ({ value: id, label: code })),
        },
      ]}
    />
  );
}

async function columnsFor(): Promise<Column<UsageEntry>[]> {
  const [t, locale] = await Promise.all([getTranslations('catalogue'), getLocale()]);
  return [
    { id: 'code', header: t('code'), isKey: true, cell: ({ code }) => <code className="wrap-anywhere">{code}</code> },
    { id: 'name', header: t('name'), isText: true, cell: ({ name }) => name },
    { id: 'nameEn', header: t('nameEn'), isText: true, cell: ({ nameEn }) => nameEn },
    {
      id: 'under',
      header: t('kinds.resource-types.one'),
      cell: ({ under }) => <TextLink href={entryPath('resource-types', under.id)}>{localName(under, locale)}</TextLink>,
    },
  ];
}
