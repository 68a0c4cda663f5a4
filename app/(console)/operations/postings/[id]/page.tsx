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
import { findBankLine } from '@/domain/reconciliation/line-detail-queries';
import { findPosting, type PostingRow } from '@/domain/reconciliation/posting-queries';
import { listOriginals } from '@/domain/reconciliation/reversal-queries';
import { isId } from '@/lib/id';
import { localName } from '@/lib/local-name';
import { MatchCard } from '../../bank-lines/[id]/match-card';
import { OriginalsCard } from '../../bank-lines/[id]/originals-card';
import { PostingState } from '../../bank-lines/line-badges';
import { DecisionCard } from './decision-card';

interface Params {
  params: Promise<{ id: string }>;
  searchParams: Promise<SearchParams>;
}

const loadPosting = cache(async (id: string): Promise<PostingRow> => {
  const scope = await requireScope('reconciliation.read');
  const posting = isId('bankPosting', id) ? await findPosting(scope, id) : undefined;
  return posting ?? notFound();
});

export async function generateMetadata({ params }: Params) {
  const [posting, t] = await Promise.all([params.then(({ id }) => loadPosting(id)), getTranslations('reconciliation')]);
  return { title: t(headingOf(posting), { payer: posting.payerName || t('lines.noPayer') }) };
}

const headingOf = ({ kind }: PostingRow) =>
  kind === 'take_back' || kind === 'reversal_closed' ? 'posting.headingReversal' : 'posting.heading';

/** A decision about a transaction in suspense: what was proposed and by whom, what it would do, and the second person's yes or no. */
export default async function PostingPage({ params, searchParams }: Params) {
  const [posting, query, scope, actor, t] = await Promise.all([
    params.then(({ id }) => loadPosting(id)),
    searchParams,
    requireScope('reconciliation.read'),
    requireActor(),
    getTranslations('reconciliation'),
  ]);
  const line = await findBankLine(scope, posting.lineId);
  const title = t(headingOf(posting), { payer: posting.payerName || t('lines.noPayer') });
  const told = whatWasSaid(posting);
  const isTakenUp = told === 'proposed' && paramOf(query, 'done') === 'taken_up';
  const said = paramOf(query, 'done') !== '' && (isTakenUp ? 'taken_up' : told);
  return (
    <>
      <PageHeader
        title={title}
        status={<PostingState state={posting.state} />}
        description={<CopyableId id={posting.id} label={t('posting.copyId')} />}
        breadcrumbs={[{ label: t('postings.title'), href: '/operations/postings' }, { label: title }]}
        actions={
          may(actor, 'audit.read') && <TextLink href={`/audit?object=${posting.id}`}>{t('line.audit')}</TextLink>
        }
      />
      <div className="flex flex-col gap-4">
        {said && <Alert kind="done" title={t(`posting.said.${said}`)} />}
        <FactsCard posting={posting} />
        {line?.direction === 'credit' && <MatchCard line={line} />}
        {posting.kind === 'take_back' && posting.state === 'proposed' && <OriginalCard posting={posting} />}
        {posting.state === 'proposed' && may(actor, 'reconciliation.post') && <DecisionCard posting={posting} />}
      </div>
    </>
  );
}

/** What whoever comes from a decision is told. */
function whatWasSaid({ kind, state, needsSecond }: PostingRow) {
  if (!needsSecond) return 'posted';
  if (kind === 'reversal_closed' || kind === 'take_back') return reversalSaid[kind][state];
  return ({ proposed: 'proposed', done: 'approved', rejected: 'rejected', withdrawn: 'withdrawn' } as const)[state];
}

const reversalOutcome = {
  ...{ proposed: 'proposed', done: 'approved', rejected: 'rejectedReversal', withdrawn: 'withdrawnReversal' },
} as const;
const reversalSaid = { take_back: reversalOutcome, reversal_closed: { ...reversalOutcome, done: 'closed' } } as const;

/** While it waits: what a reversal would take back, and why it should be that. */
async function OriginalCard({ posting: { lineId, originalLineId } }: { posting: PostingRow }) {
  const originals = await listOriginals(await requireScope('reconciliation.read'), lineId);
  const own = originals.filter(({ id }) => id === originalLineId);
  return <OriginalsCard lineId={lineId} originals={own} chosenId={own[0]?.id} mayChoose={false} />;
}

async function FactsCard({ posting }: { posting: PostingRow }) {
  const [t, common, locale] = await Promise.all([
    getTranslations('reconciliation'),
    getTranslations('common'),
    getLocale(),
  ]);
  const { partner, claimId, withdrawalId, transferId, originalLineId, rechargeId } = posting;
  return (
    <Card title={t('posting.facts')}>
      <DescriptionList
        items={[
          { label: common('amount'), value: <Amount value={posting.amount} /> },
          { label: t('postings.kind'), value: t(`postingKinds.${posting.kind}`) },
          ...(partner
            ? [
                {
                  label: t('lines.partner'),
                  value: (
                    <TextLink href={`/operations/organizations/${partner.id}`}>{localName(partner, locale)}</TextLink>
                  ),
                },
              ]
            : []),
          {
            label: t('posting.line'),
            value: (
              <TextLink href={`/operations/bank-lines/${posting.lineId}`}>
                {t('posting.lineOf', { payer: posting.payerName || t('lines.noPayer'), day: posting.bookedOn })}
              </TextLink>
            ),
          },
          ...(originalLineId
            ? [
                {
                  label: t('posting.original'),
                  value: <TextLink href={`/operations/bank-lines/${originalLineId}`}>{originalLineId}</TextLink>,
                },
              ]
            : []),
          ...(rechargeId
            ? [
                {
                  label: t('posting.recharge'),
                  value: <TextLink href={`/operations/bank-transfers/${rechargeId}`}>{rechargeId}</TextLink>,
                },
              ]
            : []),
          ...(claimId
            ? [
                {
                  label: t('posting.claim'),
                  value: <TextLink href={`/operations/claims/${claimId}`}>{claimId}</TextLink>,
                },
              ]
            : []),
          ...(withdrawalId
            ? [
                {
                  label: t('posting.withdrawal'),
                  value: <TextLink href={`/operations/withdrawals/${withdrawalId}`}>{withdrawalId}</TextLink>,
                },
              ]
            : []),
          { label: common('note'), value: posting.note ?? undefined },
          ...(posting.kind === 'manual'
            ? [{ label: t('posting.makesRule'), value: common(posting.makesRule ? 'yes' : 'no') }]
            : []),
          { label: t('postings.proposedBy'), value: posting.proposedBy ?? t('postings.byItself') },
          { label: t('postings.proposedAt'), value: <When at={posting.createdAt} /> },
          { label: t('postings.decidedBy'), value: posting.decidedBy ?? undefined },
          { label: t('posting.decidedAt'), value: posting.decidedAt ? <When at={posting.decidedAt} /> : undefined },
          { label: t('posting.decisionNote'), value: posting.decisionNote ?? undefined },
          ...(transferId
            ? [
                {
                  label: t('posting.transfer'),
                  value: <CopyableId id={transferId} label={t('posting.copyTransfer')} />,
                },
              ]
            : []),
        ]}
      />
    </Card>
  );
}
