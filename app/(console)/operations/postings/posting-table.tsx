import { getLocale, getTranslations } from 'next-intl/server';
import { Amount } from '@/components/amount';
import { type Column, DataTable } from '@/components/table/data-table';
import { TextLink } from '@/components/ui/text-link';
import { When, ZoneName } from '@/components/when';
import type { PostingRow } from '@/domain/reconciliation/posting-queries';
import { localName } from '@/lib/local-name';
import { PostingState } from '../bank-lines/line-badges';

/** Decisions about transactions in suspense, made and waiting. */
export async function PostingTable({ postings, caption }: { postings: readonly PostingRow[]; caption: string }) {
  return (
    <DataTable
      caption={caption}
      columns={await columnsFor()}
      rows={postings}
      rowKey={(row) => row.id}
      rowHref={(row) => `/operations/postings/${row.id}`}
    />
  );
}

async function columnsFor(): Promise<Column<PostingRow>[]> {
  const [t, common, locale] = await Promise.all([
    getTranslations('reconciliation'),
    getTranslations('common'),
    getLocale(),
  ]);
  return [
    {
      id: 'payer',
      header: t('lines.payer'),
      isKey: true,
      isText: true,
      cell: (row) => row.payerName || t('lines.noPayer'),
    },
    { id: 'amount', header: common('amount'), align: 'end', cell: (row) => <Amount value={row.amount} /> },
    { id: 'kind', header: t('postings.kind'), noWrap: true, cell: (row) => t(`postingKinds.${row.kind}`) },
    {
      id: 'partner',
      header: t('lines.partner'),
      isText: true,
      cell: ({ partner }) =>
        partner ? (
          <TextLink href={`/operations/organizations/${partner.id}`}>{localName(partner, locale)}</TextLink>
        ) : (
          '—'
        ),
    },
    { id: 'state', header: common('status'), noWrap: true, cell: (row) => <PostingState state={row.state} /> },
    {
      id: 'proposedBy',
      header: t('postings.proposedBy'),
      noWrap: true,
      cell: (row) => row.proposedBy ?? t('postings.byItself'),
    },
    { id: 'decidedBy', header: t('postings.decidedBy'), noWrap: true, cell: (row) => row.decidedBy ?? '—' },
    {
      id: 'createdAt',
      header: t('postings.proposedAt'),
      headerContent: (
        <>
          {t('postings.proposedAt')} <ZoneName at={new Date()} />
        </>
      ),
      cell: (row) => <When at={row.createdAt} precision="minute" label={false} />,
    },
  ];
}
