import { getLocale, getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { Amount } from '@/components/amount';
import type { Column } from '@/components/table/data-table';
import { FilterBar } from '@/components/table/filter-bar';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { RecordList } from '@/components/table/record-list';
import { PageHeader } from '@/components/ui/page-header';
import { TextLink } from '@/components/ui/text-link';
import { When, ZoneName } from '@/components/when';
import { listTransferProposals, type TransferProposalRow } from '@/domain/recharge/transfer-proposal-queries';
import { pageRequest } from '@/lib/cursor';
import { localName } from '@/lib/local-name';
import { PostingState } from '../../bank-lines/line-badges';

const path = '/operations/bank-transfers/proposals';
const states = ['proposed', 'done', 'rejected', 'withdrawn'] as const;

export async function generateMetadata() {
  const t = await getTranslations('operations.proposals');
  return { title: t('title') };
}

/** Transfers that were recorded by hand: what waits for a second person, and what was decided before. @source design/differentiators.md X10 */
export default async function TransferProposalsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, t, transfers, words] = await Promise.all([
    searchParams,
    requireScope('bank_transfers.read'),
    getTranslations('operations.proposals'),
    getTranslations('operations.transfers'),
    getTranslations('reconciliation'),
  ]);
  const state = paramOf(params, 'state');
  const wanted = state === 'every' ? undefined : (states.find((each) => each === state) ?? 'proposed');
  const [page, columns] = await Promise.all([
    listTransferProposals(
      scope,
      { state: wanted },
      pageRequest(params, { key: 'instant', id: 'bankTransferProposal' }),
    ),
    columnsFor(),
  ]);
  const decided = states.filter((each) => each !== 'proposed');
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        breadcrumbs={[{ label: transfers('title'), href: '/operations/bank-transfers' }, { label: t('title') }]}
      />
      <FilterBar
        path={path}
        params={params}
        filters={[
          {
            kind: 'select',
            name: 'state',
            label: words('lines.state'),
            allLabel: words('postingStates.proposed'),
            options: [
              ...decided.map((value) => ({ value, label: words(`postingStates.${value}`) })),
              { value: 'every', label: words('lines.everyState') },
            ],
          },
        ]}
      />
      <RecordList
        path={path}
        params={params}
        page={page}
        caption={t('title')}
        columns={columns}
        isFiltered={state !== ''}
        empty={{ title: t('emptyTitle'), text: t('empty') }}
      />
    </>
  );
}

async function columnsFor(): Promise<Column<TransferProposalRow>[]> {
  const [t, words, common, locale] = await Promise.all([
    getTranslations('operations.transfers'),
    getTranslations('reconciliation.postings'),
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
      cell: ({ partner }) => (
        <TextLink href={`/operations/organizations/${partner.id}`}>{localName(partner, locale)}</TextLink>
      ),
    },
    { id: 'amount', header: common('amount'), align: 'end', cell: (row) => <Amount value={row.amount} /> },
    { id: 'payer', header: t('payer'), cell: (row) => row.payerName },
    { id: 'receivedOn', header: t('receivedOn'), noWrap: true, cell: (row) => row.receivedOn },
    { id: 'state', header: common('status'), noWrap: true, cell: (row) => <PostingState state={row.state} /> },
    { id: 'proposedBy', header: words('proposedBy'), noWrap: true, cell: (row) => row.proposedBy ?? '—' },
    {
      id: 'proposedAt',
      header: words('proposedAt'),
      headerContent: (
        <>
          {words('proposedAt')} <ZoneName at={new Date()} />
        </>
      ),
      cell: (row) => <When at={row.createdAt} precision="minute" label={false} />,
    },
    { id: 'decidedBy', header: words('decidedBy'), noWrap: true, cell: (row) => row.decidedBy ?? '—' },
  ];
}
