import { getTranslations } from 'next-intl/server';
import { requireActor, requireScope } from '@/app/_entry/session';
import { ActionForm } from '@/components/form/action-form';
import { CodeNotice } from '@/components/form/code-notice';
import { TextArea } from '@/components/form/text-field';
import { Alert } from '@/components/ui/alert';
import { Card } from '@/components/ui/card';
import { Disclosure } from '@/components/ui/disclosure';
import { SubmitButton } from '@/components/ui/submit-button';
import { TextLink } from '@/components/ui/text-link';
import { needsCode } from '@/domain/actor';
import {
  type AlikeTransfer,
  listAlikeTransfers,
  type TransferProposalRow,
} from '@/domain/recharge/transfer-proposal-queries';
import { previewPosting } from '@/domain/reconciliation/posting-queries';
import { BalanceNow } from '../../../bank-lines/[id]/balance-now';
import { approveBankTransferAction, rejectBankTransferAction, withdrawBankTransferAction } from '../actions';

/** The second person's yes or no, over what it would do as of now. Whoever proposed it can only take it back. */
export async function DecisionCard({ proposal }: { proposal: TransferProposalRow }) {
  const [t, common, actor, scope] = await Promise.all([
    getTranslations('reconciliation.decision'),
    getTranslations('common'),
    requireActor(),
    requireScope('bank_transfers.record'),
  ]);
  if (proposal.proposedById === actor.userId) return <OwnCard proposal={proposal} />;
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
        <ActionForm action={approveBankTransferAction} label={t('approve')} className="flex flex-col gap-4">
          <input type="hidden" name="proposalId" value={proposal.id} />
          <TextArea name="note" label={common('note')} maxLength={256} rows={2} optional={common('optional')} />
          <div>
            <SubmitButton>{t('approve')}</SubmitButton>
          </div>
        </ActionForm>
        <RejectForm proposal={proposal} />
      </div>
    </Card>
  );
}

async function RejectForm({ proposal }: { proposal: TransferProposalRow }) {
  const [t, own, common] = await Promise.all([
    getTranslations('reconciliation.decision'),
    getTranslations('operations.proposals'),
    getTranslations('common'),
  ]);
  return (
    <Disclosure summary={t('rejectOpen')}>
      <ActionForm action={rejectBankTransferAction} label={t('reject')}>
        <p className="text-muted">{own('rejectText')}</p>
        <input type="hidden" name="proposalId" value={proposal.id} />
        <TextArea name="note" label={common('reason')} maxLength={256} rows={2} />
        <div>
          <SubmitButton variant="danger">{t('reject')}</SubmitButton>
        </div>
      </ActionForm>
    </Disclosure>
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

async function OwnCard({ proposal }: { proposal: TransferProposalRow }) {
  const t = await getTranslations('reconciliation.decision');
  return (
    <Card title={t('title')}>
      <Alert kind="info" title={t('own')} />
      <ActionForm action={withdrawBankTransferAction} label={t('withdraw')} className="mt-4 flex flex-col gap-4">
        <input type="hidden" name="proposalId" value={proposal.id} />
        <div>
          <SubmitButton variant="secondary">{t('withdraw')}</SubmitButton>
        </div>
      </ActionForm>
    </Card>
  );
}
