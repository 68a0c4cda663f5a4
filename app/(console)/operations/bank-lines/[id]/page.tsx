import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { cache } from 'react';
import { requireActor, requireScope } from '@/app/_entry/session';
import { Amount } from '@/components/amount';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { Card } from '@/components/ui/card';
import { CopyableId } from '@/components/ui/copy-button';
import { DescriptionList } from '@/components/ui/description-list';
import { PageHeader } from '@/components/ui/page-header';
import { TextLink } from '@/components/ui/text-link';
import { When } from '@/components/when';
import { may } from '@/domain/permission';
import { type BankLineDetail, findBankLine } from '@/domain/reconciliation/line-detail-queries';
import { listPostings } from '@/domain/reconciliation/posting-queries';
import { listOriginals, type PossibleOriginal } from '@/domain/reconciliation/reversal-queries';
import { isId } from '@/lib/id';
import { negate } from '@/lib/money';
import { PostingTable } from '../../postings/posting-table';
import { LineState } from '../line-badges';
import { DecideCards } from './decide-cards';
import { MatchCard } from './match-card';
import { OriginalsCard } from './originals-card';

interface Params {
  params: Promise<{ id: string }>;
  searchParams: Promise<SearchParams>;
}

const loadLine = cache(async (id: string): Promise<BankLineDetail> => {
  const scope = await requireScope('reconciliation.read');
  const line = isId('bankLine', id) ? await findBankLine(scope, id) : undefined;
  return line ?? notFound();
});

export async function generateMetadata({ params }: Params) {
  const [line, t] = await Promise.all([params.then(({ id }) => loadLine(id)), getTranslations('reconciliation.line')]);
  return { title: t(headingOf(line), { payer: headOf(line) }) };
}

/** A credit came from somebody, a debit went to somebody, and a reversal is of what came before. */
function headingOf({ direction, state }: BankLineDetail) {
  if (direction === 'credit') return 'heading';
  return state === 'reversal' || state === 'taken_back' ? 'headingReversal' : 'headingOut';
}

const headOf = (line: BankLineDetail): string => line.payerName || line.payerAccount || line.bankReference || line.id;

/** One transaction of a bank file: what the bank says, whose it seems to be and why, and what is done about it. */
export default async function BankLinePage({ params, searchParams }: Params) {
  const [line, query, scope, actor, t] = await Promise.all([
    params.then(({ id }) => loadLine(id)),
    searchParams,
    requireScope('reconciliation.read'),
    requireActor(),
    getTranslations('reconciliation'),
  ]);
  const { rows: postings } = await listPostings(scope, { lineId: line.id }, { limit: 50 });
  const open = postings.find(({ state }) => state === 'proposed');
  const isReversal = line.state === 'reversal';
  const isOpen = isReversal || line.state === 'suspense';
  const mayPost = may(actor, 'reconciliation.post');
  const originals = isReversal ? await listOriginals(scope, line.id) : [];
  const original = chosenOf(originals, paramOf(query, 'original'));
  const title = t(`line.${headingOf(line)}`, { payer: headOf(line) });
  return (
    <>
      <PageHeader
        title={title}
        status={<LineState state={line.state} />}
        description={<CopyableId id={line.id} label={t('line.copyId')} />}
        breadcrumbs={[{ label: t('lines.title'), href: '/operations/bank-lines' }, { label: title }]}
        actions={may(actor, 'audit.read') && <TextLink href={`/audit?object=${line.id}`}>{t('line.audit')}</TextLink>}
      />
      <div className="flex flex-col gap-4">
        <FactsCard line={line} />
        {line.direction === 'credit' && <MatchCard line={line} />}
        {isReversal && (
          <OriginalsCard
            lineId={line.id}
            originals={originals}
            chosenId={mayPost && !open ? original?.id : undefined}
            mayChoose={mayPost && !open}
          />
        )}
        {isOpen && mayPost && <DecideCards line={line} open={open} original={original} params={query} />}
        {postings.length > 0 && (
          <Card title={t('line.history')}>
            <PostingTable postings={postings} caption={t('line.history')} />
          </Card>
        )}
      </div>
    </>
  );
}

/** The transaction that was chosen; without a choice the only one that a reference of the reversal names. */
function chosenOf(originals: readonly PossibleOriginal[], asked: string): PossibleOriginal | undefined {
  const free = originals.filter(({ isTaken }) => !isTaken);
  const [only, ...others] = free.filter(({ evidence }) => evidence.isNamed);
  return free.find(({ id }) => id === asked) ?? (others.length === 0 ? only : undefined);
}

async function FactsCard({ line }: { line: BankLineDetail }) {
  const [t, common, actor] = await Promise.all([
    getTranslations('reconciliation.line'),
    getTranslations('common'),
    requireActor(),
  ]);
  const { file, receivingAccount: account, bankTransferId, reversedById } = line;
  return (
    <Card title={t('facts')}>
      <DescriptionList
        items={[
          {
            label: common('amount'),
            value: <Amount value={line.direction === 'credit' ? line.amount : negate(line.amount)} />,
          },
          { label: t('bookedOn'), value: line.bookedOn },
          { label: t('valueOn'), value: line.valueOn ?? undefined },
          { label: t('payer'), value: line.payerName ?? undefined },
          { label: t('payerAccount'), value: line.payerAccount ?? undefined },
          { label: t('virtualNumber'), value: line.virtualNumber ?? undefined },
          { label: t('text'), value: line.remittanceText ?? undefined },
          { label: t('reference'), value: line.bankReference ?? undefined },
          { label: t('endToEndId'), value: line.endToEndId ?? undefined },
          {
            label: t('account'),
            value: may(actor, 'receiving_accounts.manage') ? (
              <TextLink href={`/operations/receiving-accounts/${account.id}`}>
                {account.bankName} {account.accountNumber}
              </TextLink>
            ) : (
              `${account.bankName} ${account.accountNumber}`
            ),
          },
          {
            label: t('file'),
            value: (
              <>
                <TextLink href={`/operations/bank-files/${file.id}`} className="wrap-anywhere">
                  {file.name}
                </TextLink>{' '}
                {t('fileLine', { line: file.lineNumber })}
              </>
            ),
          },
          { label: t('statement'), value: line.statementReference ?? undefined },
          { label: t('importedAt'), value: <When at={line.createdAt} /> },
          ...(bankTransferId
            ? [
                {
                  label: t('recharge'),
                  value: <TextLink href={`/operations/bank-transfers/${bankTransferId}`}>{bankTransferId}</TextLink>,
                },
              ]
            : []),
          ...(reversedById
            ? [
                {
                  label: t('reversedBy'),
                  value: <TextLink href={`/operations/bank-lines/${reversedById}`}>{reversedById}</TextLink>,
                },
              ]
            : []),
          ...(line.receiptTransferId
            ? [{ label: t('receipt'), value: <CopyableId id={line.receiptTransferId} label={t('copyReceipt')} /> }]
            : []),
          ...(line.alertedAt ? [{ label: t('alertedAt'), value: <When at={line.alertedAt} /> }] : []),
        ]}
      />
    </Card>
  );
}
