import { getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import type { Column } from '@/components/table/data-table';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { TextLink } from '@/components/ui/text-link';
import { listServiceEntries, type ServiceEntry } from '@/domain/catalogue/entry-queries';
import { pageRequest } from '@/lib/cursor';
import { listPath } from './catalogue-kinds';
import { CatalogueList } from './catalogue-list';

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
  const [page, columns] = await Promise.all([
    listServiceEntries(scope, { q: paramOf(params, 'q') }, pageRequest(params, { key: 'text', id: 'serviceType' })),
    columnsFor(),
  ]);
  return (
    <CatalogueList
      kind="service-types"
      params={params}
      page={page}
      columns={columns}
      filters={[{ kind: 'search', name: 'q', label: t('search') }]}
    />
  );
}

async function columnsFor(): Promise<Column<ServiceEntry>[]> {
  const t = await getTranslations('catalogue');
  return [
    { id: 'code', header: t('code'), isKey: true, cell: ({ code }) => <code className="wrap-anywhere">{code}</code> },
    { id: 'name', header: t('name'), isText: true, cell: ({ name }) => name },
    { id: 'nameEn', header: t('nameEn'), isText: true, cell: ({ nameEn }) => nameEn },
    { id: 'abbreviation', header: t('abbreviation'), cell: ({ abbreviation }) => abbreviation },
    {
      id: 'parts',
      header: t('kinds.resource-types.title'),
      align: 'end',
      cell: ({ id, parts }) => <TextLink href={`${listPath('resource-types')}?under=${id}`}>{parts}</TextLink>,
    },
  ];
}
