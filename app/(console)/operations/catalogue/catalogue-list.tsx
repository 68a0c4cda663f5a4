import { getTranslations } from 'next-intl/server';
import type { Column } from '@/components/table/data-table';
import { type Filter, FilterBar } from '@/components/table/filter-bar';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { RecordList } from '@/components/table/record-list';
import { Alert } from '@/components/ui/alert';
import { ButtonLink } from '@/components/ui/button';
import { PageHeader } from '@/components/ui/page-header';
import { Tabs } from '@/components/ui/tabs';
import type { Page } from '@/lib/cursor';
import { type CatalogueKind, catalogueKinds, entryPath, listPath } from './catalogue-kinds';

/** The entries of one kind, with the way to the other kinds and to a new one. */
export async function CatalogueList<Row extends { readonly id: string }>({
  kind,
  params,
  page,
  columns,
  filters,
}: {
  kind: CatalogueKind;
  params: SearchParams;
  page: Page<Row>;
  columns: readonly Column<Row>[];
  filters: readonly Filter[];
}) {
  const t = await getTranslations('catalogue');
  const path = listPath(kind);
  const add = (
    <ButtonLink variant="primary" href={entryPath(kind, 'new')}>
      {t(`kinds.${kind}.add`)}
    </ButtonLink>
  );
  const isFiltered = filters.some((filter) => 'name' in filter && paramOf(params, filter.name) !== '');
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} actions={add} />
      <Tabs
        label={t('title')}
        tabs={catalogueKinds.map((each) => ({
          label: t(`kinds.${each}.title`),
          href: listPath(each),
          isCurrent: each === kind,
        }))}
      />
      {paramOf(params, 'done') === 'removed' && (
        <div className="mb-4">
          <Alert kind="done" title={t('removed')} />
        </div>
      )}
      <FilterBar path={path} params={params} filters={filters} />
      <RecordList
        path={path}
        params={params}
        page={page}
        caption={t(`kinds.${kind}.title`)}
        columns={columns}
        rowHref={({ id }) => entryPath(kind, id)}
        isFiltered={isFiltered}
        empty={{ title: t('emptyTitle'), text: t(`kinds.${kind}.empty`), action: add }}
      />
    </>
  );
}
