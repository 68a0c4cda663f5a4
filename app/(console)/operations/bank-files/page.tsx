import { getTranslations } from 'next-intl/server';
import { requireActor, requireScope } from '@/app/_entry/session';
import type { Column } from '@/components/table/data-table';
import { FilterBar } from '@/components/table/filter-bar';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { RecordList } from '@/components/table/record-list';
import { ButtonLink } from '@/components/ui/button';
import { PageHeader } from '@/components/ui/page-header';
import { TextLink } from '@/components/ui/text-link';
import { When, ZoneName } from '@/components/when';
import { may } from '@/domain/permission';
import { type BankFileRow, listBankFiles } from '@/domain/reconciliation/file-queries';
import { pageRequest } from '@/lib/cursor';
import { FileState } from './file-state';
import { formatNames } from './format-name';

const path = '/operations/bank-files';
const states = ['waiting', 'running', 'done', 'refused'] as const satisfies readonly BankFileRow['state'][];

export async function generateMetadata() {
  const t = await getTranslations('bankfiles');
  return { title: t('title') };
}

/** The files of banks that were received, and what became of them. */
export default async function BankFilesPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, actor, t] = await Promise.all([
    searchParams,
    requireScope('reconciliation.read'),
    requireActor(),
    getTranslations('bankfiles'),
  ]);
  const state = states.find((each) => each === paramOf(params, 'state'));
  const [{ rows, before, after }, columns] = await Promise.all([
    listBankFiles(scope, { state }, pageRequest(params, { key: 'instant', id: 'bankFile' })),
    columnsFor(),
  ]);
  const upload = may(actor, 'reconciliation.import') && (
    <>
      <ButtonLink href="/operations/bank-profiles">{t('profiles')}</ButtonLink>
      <ButtonLink variant="primary" href={`${path}/new`}>
        {t('upload')}
      </ButtonLink>
    </>
  );
  const options = states.map((value) => ({ value, label: t(`states.${value}`) }));
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} actions={upload} />
      {(rows.length > 0 || state !== undefined) && (
        <FilterBar
          path={path}
          params={params}
          filters={[{ kind: 'select', name: 'state', label: t('state'), options, allLabel: t('anyState') }]}
        />
      )}
      <RecordList
        path={path}
        params={params}
        page={{ rows, before, after }}
        caption={t('title')}
        columns={columns}
        isFiltered={state !== undefined}
        empty={{ title: t('emptyTitle'), text: t('empty') }}
      />
    </>
  );
}

async function columnsFor(): Promise<Column<BankFileRow>[]> {
  const [t, formatName] = await Promise.all([getTranslations('bankfiles'), formatNames()]);
  return [
    {
      id: 'name',
      header: t('columns.name'),
      isKey: true,
      cell: (row) => (
        <TextLink href={`${path}/${row.id}`} className="break-all">
          {row.name}
        </TextLink>
      ),
    },
    { id: 'format', header: t('columns.format'), cell: formatName },
    { id: 'state', header: t('columns.state'), noWrap: true, cell: (row) => <FileState state={row.state} /> },
    { id: 'lines', header: t('columns.lines'), align: 'end', cell: (row) => row.linesTotal ?? '—' },
    { id: 'new', header: t('columns.newLines'), align: 'end', cell: (row) => row.linesNew },
    { id: 'known', header: t('columns.knownLines'), align: 'end', cell: (row) => row.linesKnown },
    { id: 'by', header: t('columns.by'), noWrap: true, cell: (row) => row.userName ?? t('folder') },
    {
      id: 'at',
      header: t('columns.at'),
      headerContent: (
        <>
          {t('columns.at')} <ZoneName at={new Date()} />
        </>
      ),
      cell: (row) => <When at={row.createdAt} precision="minute" label={false} />,
    },
  ];
}
