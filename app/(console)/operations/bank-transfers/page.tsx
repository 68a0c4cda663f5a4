import { getLocale, getTranslations } from 'next-intl/server';
import { requireActor, requireScope } from '@/app/_entry/session';
import { Amount } from '@/components/amount';
import type { Column } from '@/components/table/data-table';
import { FilterBar } from '@/components/table/filter-bar';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { RecordList } from '@/components/table/record-list';
import { ButtonLink } from '@/components/ui/button';
import { PageHeader } from '@/components/ui/page-header';
import { TextLink } from '@/components/ui/text-link';
import { When, ZoneName } from '@/components/when';
import { may } from '@/domain/permission';
import { type BankTransferLine, listBankTransfers } from '@/domain/recharge/queries';
import { countOpenTransferProposals } from '@/domain/recharge/transfer-proposal-queries';
import { pageRequest } from '@/lib/cursor';
import { localName } from '@/lib/local-name';

const path = '/operations/bank-transfers';

export async function generateMetadata() {
  const t = await getTranslations('operations.transfers');
  return { title: t('title') };
}

export default async function BankTransfersPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, actor, t] = await Promise.all([
    searchParams,
    requireScope('bank_transfers.read'),
    requireActor(),
    getTranslations('operations'),
  ]);
  const q = paramOf(params, 'q');
  const [{ rows, before, after }, waiting, columns] = await Promise.all([
    listBankTransfers(scope, { q }, pageRequest(params, { key: 'instant', id: 'bankTransfer' })),
    countOpenTransferProposals(scope),
    columnsFor(),
  ]);
  const record = may(actor, 'bank_transfers.record') && (
    <ButtonLink variant="primary" href={`${path}/new`}>
      {t('transfers.record')}
    </ButtonLink>
  );
  return (
    <>
      <PageHeader title={t('transfers.title')} description={t('transfers.description')} actions={record} />
      <p className="mb-4">
        <TextLink href={`${path}/proposals`}>{t('proposals.waiting', { count: waiting })}</TextLink>
      </p>
      {(rows.length > 0 || q !== '') && (
        <FilterBar
          path={path}
          params={params}
          filters={[{ kind: 'search', name: 'q', label: t('search'), placeholder: t('transfers.searchHint') }]}
        />
      )}
      <RecordList
        path={path}
        params={params}
        page={{ rows, before, after }}
        caption={t('transfers.title')}
        columns={columns}
        isFiltered={q !== ''}
        empty={{ title: t('transfers.emptyTitle'), text: t('transfers.empty'), action: record }}
      />
    </>
  );
}

async function columnsFor(): Promise<Column<BankTransferLine>[]> {
  const [t, common, locale] = await Promise.all([
    getTranslations('operations.transfers'),
    getTranslations('common'),
    getLocale(),
  ]);
  return [
    {
      id: 'reference',
      header: t('reference'),
      isKey: true,
      cell: (row) => <TextLink href={`${path}/${row.id}`}>{row.bankReference}</TextLink>,
    },
    {
      id: 'organization',
      header: t('partner'),
      cell: (row) => (
        <TextLink href={`/operations/organizations/${row.organization.id}`}>
          {localName(row.organization, locale)}
        </TextLink>
      ),
    },
    { id: 'amount', header: common('amount'), align: 'end', cell: (row) => <Amount value={row.amount} /> },
    { id: 'payer', header: t('payer'), cell: (row) => row.payerName },
    { id: 'receivedOn', header: t('receivedOn'), noWrap: true, cell: (row) => row.receivedOn },
    {
      id: 'recordedAt',
      header: t('recordedAt'),
      headerContent: (
        <>
          {t('recordedAt')} <ZoneName at={new Date()} />
        </>
      ),
      cell: (row) => <When at={row.recordedAt} precision="minute" label={false} />,
    },
    { id: 'recordedBy', header: t('recordedBy'), noWrap: true, cell: (row) => row.recordedBy ?? '—' },
    { id: 'note', header: common('note'), hideOnCard: true, cell: (row) => row.note ?? '—' },
  ];
}
