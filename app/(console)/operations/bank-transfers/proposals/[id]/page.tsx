import { notFound } from 'next/navigation';
import { getLocale, getTranslations } from 'next-intl/server';
import { cache } from 'react';
import { requireActor, requireScope } from '@/app/_entry/session';
import { Amount } from '@/components/amount';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { Alert } from '@/components/ui/alert';
import { Card } from '@/components/ui/card';
import { CopyableId } from '@/components/ui/copy-button';
import { DescriptionList } from '@/components/ui/description-list';
import { PageHeader } from '@/components/ui/page-header';
import { TextLink } from '@/components/ui/text-link';
import { When } from '@/components/when';
import { may } from '@/domain/permission';
import { findTransferProposal, type TransferProposalRow } from '@/domain/recharge/transfer-proposal-queries';
import { isId } from '@/lib/id';
import { localName } from '@/lib/local-name';
import { PostingState } from '../../../bank-lines/line-badges';
import { DecisionCard } from './decision-card';

interface Params {
  params: Promise<{ id: string }>;
  searchParams: Promise<SearchParams>;
}

const loadProposal = cache(async (id: string): Promise<TransferProposalRow> => {
  const scope = await requireScope('bank_transfers.read');
  const proposal = isId('bankTransferProposal', id) ? await findTransferProposal(scope, id) : undefined;
  return proposal ?? notFound();
});

export async function generateMetadata({ params }: Params) {
  const [proposal, t] = await Promise.all([
    params.then(({ id }) => loadProposal(id)),
    getTranslations('operations.transfers'),
  ]);
  return { title: t('heading', { reference: proposal.bankReference }) };
}

/** A transfer that was recorded by hand: what was proposed and by whom, and the second person's yes or no. */
export default async function TransferProposalPage({ params, searchParams }: Params) {
  const [proposal, query, actor, t, transfers] = await Promise.all([
    params.then(({ id }) => loadProposal(id)),
    searchParams,
    requireActor(),
    getTranslations('operations.proposals'),
    getTranslations('operations.transfers'),
  ]);
  const heading = transfers('heading', { reference: proposal.bankReference });
  return (
    <>
      <PageHeader
        title={heading}
        status={<PostingState state={proposal.state} />}
        description={<CopyableId id={proposal.id} label={transfers('copyId')} />}
        breadcrumbs={[
          { label: transfers('title'), href: '/operations/bank-transfers' },
          { label: t('title'), href: '/operations/bank-transfers/proposals' },
          { label: heading },
        ]}
        actions={may(actor, 'audit.read') && <TextLink href={`/audit?object=${proposal.id}`}>{t('audit')}</TextLink>}
      />
      <div className="flex flex-col gap-4">
        {paramOf(query, 'done') !== '' && <Alert kind="done" title={t(`said.${proposal.state}`)} />}
        <FactsCard proposal={proposal} />
        {proposal.state === 'proposed' && may(actor, 'bank_transfers.record') && <DecisionCard proposal={proposal} />}
      </div>
    </>
  );
}

async function FactsCard({ proposal }: { proposal: TransferProposalRow }) {
  const [t, words, common, locale] = await Promise.all([
    getTranslations('operations.transfers'),
    getTranslations('reconciliation'),
    getTranslations('common'),
    getLocale(),
  ]);
  const { partner, bankTransferId, decidedAt } = proposal;
  return (
    <Card title={words('posting.facts')}>
      <DescriptionList
        items={[
          {
            label: t('partner'),
            value: <TextLink href={`/operations/organizations/${partner.id}`}>{localName(partner, locale)}</TextLink>,
          },
          { label: common('amount'), value: <Amount value={proposal.amount} /> },
          { label: t('payer'), value: proposal.payerName },
          { label: t('reference'), value: proposal.bankReference },
          { label: t('receivedOn'), value: proposal.receivedOn },
          { label: common('note'), value: proposal.note ?? undefined },
          { label: words('postings.proposedBy'), value: proposal.proposedBy ?? undefined },
          { label: words('postings.proposedAt'), value: <When at={proposal.createdAt} /> },
          { label: words('postings.decidedBy'), value: proposal.decidedBy ?? undefined },
          { label: words('posting.decidedAt'), value: decidedAt ? <When at={decidedAt} /> : undefined },
          { label: words('posting.decisionNote'), value: proposal.decisionNote ?? undefined },
          ...(bankTransferId
            ? [
                {
                  label: words('line.recharge'),
                  value: <TextLink href={`/operations/bank-transfers/${bankTransferId}`}>{bankTransferId}</TextLink>,
                },
              ]
            : []),
        ]}
      />
    </Card>
  );
}
