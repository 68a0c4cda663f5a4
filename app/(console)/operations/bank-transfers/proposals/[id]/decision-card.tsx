import { getTranslations } from 'next-intl/server';
import { requireActor, requireScope } from '@/app/_entry/session';
import { CodeNotice } from '@/components/form/code-notice';
import { Alert } from '@/components/ui/alert';
import { Card } from '@/components/ui/card';
import { TextLink } from '@/components/ui/text-link';
import { needsCode } from '@/domain/actor';
import {
  type AlikeTransfer,
  listAlikeTransfers,
  type TransferProposalRow,
} from '@/domain/recharge/transfer-proposal-queries';
import { previewPosting } from '@/domain/reconciliation/posting-queries';
import { BalanceNow } from '../../../bank-lines/[id]/balance-now';
import { ApproveForm, OwnCard, RejectForm } from '../../../decision-forms';
import { approveBankTransferAction, rejectBankTransferAction, withdrawBankTransferAction } from '../actions';

/** The second person's yes or no, over what it would do as of now. Whoever proposed it can only take it back. */
export async function DecisionCard({ proposal }: { proposal: TransferProposalRow }) {
  const [t, own, actor, scope] = await Promise.all([
    getTranslations('reconciliation.decision'),
    getTranslations('operations.proposals'),
    requireActor(),
    requireScope('bank_transfers.record'),
  ]);
  const about = { name: 'proposalId', id: proposal.id } as const;
  if (proposal.proposedById === actor.userId) return <OwnCard {...about} action={withdrawBankTransferAction} />;
  if (needsCode(actor, 'if_asked'))
    return (
      <Card title={t('title')}>
        <CodeNotice back={`/operations/bank-transfers/proposals/${proposal.id}`} />
      </Card>
    );
  const [preview, alike] = await Promise.all([
    previewPosting(scope, proposal.partner.id, proposal.amount),
    listAlikeTransfers(scope, proposal),
  ]);
  return (
    <Card title={t('title')}>
      <div className="flex flex-col gap-4">
        {alike.length > 0 && <AlikeAlert alike={alike} />}
        {preview && <BalanceNow preview={preview} />}
        <ApproveForm {...about} action={approveBankTransferAction} />
        <RejectForm {...about} action={rejectBankTransferAction} text={own('rejectText')} />
      </div>
    </Card>
  );
}

/** What may be the same money, credited already. */
async function AlikeAlert({ alike }: { alike: readonly AlikeTransfer[] }) {
  const t = await getTranslations('operations.proposals');
  return (
    <Alert kind="warning" title={t('alike')}>
      <ul>
        {alike.map(({ id, bankReference, receivedOn }) => (
          <li key={id}>
            <TextLink href={`/operations/bank-transfers/${id}`}>
              {t('alikeOne', { reference: bankReference, day: receivedOn })}
            </TextLink>
          </li>
        ))}
      </ul>
    </Alert>
  );
}
