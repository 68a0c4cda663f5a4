import { getTranslations } from 'next-intl/server';
import { requireActor, requireScope } from '@/app/_entry/session';
import { ActionForm } from '@/components/form/action-form';
import { CodeNotice } from '@/components/form/code-notice';
import { TextArea } from '@/components/form/text-field';
import { Alert } from '@/components/ui/alert';
import { Card } from '@/components/ui/card';
import { Disclosure } from '@/components/ui/disclosure';
import { SubmitButton } from '@/components/ui/submit-button';
import { needsCode } from '@/domain/actor';
import { type PostingRow, previewPosting } from '@/domain/reconciliation/posting-queries';
import { negate } from '@/lib/money';
import { BalanceNow } from '../../bank-lines/[id]/balance-now';
import { approvePostingAction, rejectPostingAction, takeUpPostingAction, withdrawPostingAction } from '../actions';

/** The second person's yes or no, over what it would do as of now. Whoever proposed it can only take it back. */
export async function DecisionCard({ posting }: { posting: PostingRow }) {
  const [t, common, actor, scope] = await Promise.all([
    getTranslations('reconciliation.decision'),
    getTranslations('common'),
    requireActor(),
    requireScope('reconciliation.post'),
  ]);
  if (posting.proposedById !== null && posting.proposedById === actor.userId) return <OwnCard posting={posting} />;
  const isTakenUp = posting.proposedById !== null;
  if (needsCode(actor, 'if_asked'))
    return (
      <Card title={t('title')}>
        <CodeNotice back={`/operations/postings/${posting.id}`} />
      </Card>
    );
  const { kind, partner, amount } = posting;
  const isReversal = kind === 'take_back' || kind === 'reversal_closed';
  const change = kind === 'take_back' ? negate(amount) : amount;
  const preview = kind === 'recorded' ? undefined : partner && (await previewPosting(scope, partner.id, change));
  return (
    <Card title={t('title')}>
      {preview ? <BalanceNow preview={preview} /> : <p>{t(whatHappens(kind))}</p>}
      {isTakenUp ? <ApproveForm posting={posting} /> : <TakeUpForm posting={posting} />}
      <div className="mt-4">
        <Disclosure summary={t('rejectOpen')}>
          <ActionForm action={rejectPostingAction} label={t('reject')}>
            <p className="text-muted">{t(isReversal ? 'rejectTextReversal' : 'rejectText')}</p>
            <input type="hidden" name="postingId" value={posting.id} />
            <TextArea name="note" label={common('reason')} maxLength={256} rows={2} />
            <div>
              <SubmitButton variant="danger">{t('reject')}</SubmitButton>
            </div>
          </ActionForm>
        </Disclosure>
      </div>
    </Card>
  );
}

/** In words, where no partner's balance changes. */
const whatHappens = (kind: PostingRow['kind']) =>
  kind === 'send_back' ? 'goesBack' : kind === 'reversal_closed' ? 'nothingMoves' : 'leavesSuspense';

async function ApproveForm({ posting }: { posting: PostingRow }) {
  const [t, common] = await Promise.all([getTranslations('reconciliation.decision'), getTranslations('common')]);
  return (
    <ActionForm action={approvePostingAction} label={t('approve')} className="mt-4 flex flex-col gap-4">
      <input type="hidden" name="postingId" value={posting.id} />
      <TextArea name="note" label={common('note')} maxLength={256} rows={2} optional={common('optional')} />
      <div>
        <SubmitButton>{t('approve')}</SubmitButton>
      </div>
    </ActionForm>
  );
}

/** What came by itself has no first person yet. */
async function TakeUpForm({ posting }: { posting: PostingRow }) {
  const t = await getTranslations('reconciliation.decision');
  return (
    <ActionForm action={takeUpPostingAction} label={t('takeUp')} className="mt-4 flex flex-col gap-4">
      <p className="text-muted">{t('takeUpText')}</p>
      <input type="hidden" name="postingId" value={posting.id} />
      <div>
        <SubmitButton>{t('takeUp')}</SubmitButton>
      </div>
    </ActionForm>
  );
}

async function OwnCard({ posting }: { posting: PostingRow }) {
  const t = await getTranslations('reconciliation.decision');
  return (
    <Card title={t('title')}>
      <Alert kind="info" title={t('own')} />
      <ActionForm action={withdrawPostingAction} label={t('withdraw')} className="mt-4 flex flex-col gap-4">
        <input type="hidden" name="postingId" value={posting.id} />
        <div>
          <SubmitButton variant="secondary">{t('withdraw')}</SubmitButton>
        </div>
      </ActionForm>
    </Card>
  );
}
