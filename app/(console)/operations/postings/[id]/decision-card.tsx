import { getTranslations } from 'next-intl/server';
import { requireActor, requireScope } from '@/app/_entry/session';
import { ActionForm } from '@/components/form/action-form';
import { CodeNotice } from '@/components/form/code-notice';
import { Card } from '@/components/ui/card';
import { SubmitButton } from '@/components/ui/submit-button';
import { needsCode } from '@/domain/actor';
import { type PostingRow, previewPosting } from '@/domain/reconciliation/posting-queries';
import { negate } from '@/lib/money';
import { BalanceNow } from '../../bank-lines/[id]/balance-now';
import { ApproveForm, OwnCard, RejectForm } from '../../decision-forms';
import { approvePostingAction, rejectPostingAction, takeUpPostingAction, withdrawPostingAction } from '../actions';

/** The second person's yes or no, over what it would do as of now. Whoever proposed it can only take it back. */
export async function DecisionCard({ posting }: { posting: PostingRow }) {
  const [t, actor, scope] = await Promise.all([
    getTranslations('reconciliation.decision'),
    requireActor(),
    requireScope('reconciliation.post'),
  ]);
  const about = { name: 'postingId', id: posting.id } as const;
  if (posting.proposedById !== null && posting.proposedById === actor.userId)
    return <OwnCard {...about} action={withdrawPostingAction} />;
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
      <div className="mt-4">
        {isTakenUp ? <ApproveForm {...about} action={approvePostingAction} /> : <TakeUpForm posting={posting} />}
      </div>
      <div className="mt-4">
        <RejectForm
          {...about}
          action={rejectPostingAction}
          text={t(isReversal ? 'rejectTextReversal' : 'rejectText')}
        />
      </div>
    </Card>
  );
}

/** In words, where no partner's balance changes. */
const whatHappens = (kind: PostingRow['kind']) =>
  kind === 'send_back' ? 'goesBack' : kind === 'reversal_closed' ? 'nothingMoves' : 'leavesSuspense';

/** What came by itself has no first person yet. */
async function TakeUpForm({ posting }: { posting: PostingRow }) {
  const t = await getTranslations('reconciliation.decision');
  return (
    <ActionForm action={takeUpPostingAction} label={t('takeUp')} className="flex flex-col gap-4">
      <p className="text-muted">{t('takeUpText')}</p>
      <input type="hidden" name="postingId" value={posting.id} />
      <div>
        <SubmitButton>{t('takeUp')}</SubmitButton>
      </div>
    </ActionForm>
  );
}
