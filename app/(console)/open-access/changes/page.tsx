import { getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import type { Column } from '@/components/table/data-table';
import { FilterBar } from '@/components/table/filter-bar';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { RecordList } from '@/components/table/record-list';
import { PageHeader } from '@/components/ui/page-header';
import { When, ZoneName } from '@/components/when';
import { type ChangeRow, listAccessChanges } from '@/domain/open-access/change-queries';
import { accessParts } from '@/domain/open-access/configuration-model';
import { pageRequest } from '@/lib/cursor';
import { ChangeKind } from './change-kind';

const path = '/open-access/changes';

export async function generateMetadata() {
  const t = await getTranslations('openaccess.changes');
  return { title: t('title') };
}

/** Every change of the configuration, the newest first. */
export default async function ChangesPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, t] = await Promise.all([
    searchParams,
    requireScope('open_access.read'),
    getTranslations('openaccess'),
  ]);
  const part = accessParts.find((each) => each === paramOf(params, 'part'));
  const request = pageRequest(params, { key: 'instant', id: 'accessChange' });
  const [page, columns] = await Promise.all([listAccessChanges(scope, { part }, request), columnsFor()]);
  const options = accessParts.map((value) => ({ value, label: t(`parts.${value}`) }));
  return (
    <>
      <PageHeader
        title={t('changes.title')}
        description={t('changes.description')}
        breadcrumbs={[{ label: t('title'), href: '/open-access' }, { label: t('changes.title') }]}
      />
      {(page.rows.length > 0 || part) && (
        <FilterBar
          path={path}
          params={params}
          filters={[
            { kind: 'select', name: 'part', label: t('changes.part'), options, allLabel: t('changes.allParts') },
          ]}
        />
      )}
      <RecordList
        path={path}
        params={params}
        page={page}
        caption={t('changes.title')}
        columns={columns}
        rowHref={(row) => `${path}/${row.id}`}
        isFiltered={part !== undefined}
        empty={{ title: t('changes.emptyTitle'), text: t('changes.empty') }}
      />
    </>
  );
}

async function columnsFor(): Promise<Column<ChangeRow>[]> {
  const t = await getTranslations('openaccess');
  return [
    { id: 'part', header: t('changes.part'), isKey: true, cell: (row) => t(`parts.${row.part}`) },
    { id: 'kind', header: t('changes.kind'), noWrap: true, cell: (row) => <ChangeKind change={row} /> },
    {
      id: 'by',
      header: t('changes.by'),
      isText: true,
      cell: (row) => row.userName ?? t('changes.byProgram'),
    },
    {
      id: 'at',
      header: t('changes.at'),
      headerContent: (
        <>
          {t('changes.at')} <ZoneName at={new Date()} />
        </>
      ),
      noWrap: true,
      cell: (row) => <When at={row.at} label={false} />,
    },
  ];
}
