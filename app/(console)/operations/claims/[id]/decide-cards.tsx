import { getTranslations } from 'next-intl/server';
import { requireActor } from '@/app/_entry/session';
import { Amount } from '@/components/amount';
import { ActionForm } from '@/components/form/action-form';
import { CodeNotice } from '@/components/form/code-notice';
import { TextArea } from '@/components/form/text-field';
import { Alert } from '@/components/ui/alert';
import { ButtonLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { SubmitButton } from '@/components/ui/submit-button';
import { needsCode } from '@/domain/actor';
import { may } from '@/domain/permission';
import type { Claim } from '@/domain/reconciliation/claim-queries';
import type { ClaimReview } from '@/domain/reconciliation/claim-review-queries';
import { approveClaimAction, rejectClaimAction } from '../actions';

/** The two answers to a claim, as long as there is one to give. */
export async function DecideCards({ claim, review }: { claim: Claim; review: ClaimReview }) {
  const [actor, t] = await Promise.all([requireActor(), getTranslations('claims.review')]);
  if (claim.state !== 'submitted') return null;
  if (review.openPostingId !== null) {
    return (
      <Alert
        kind="info"
        title={claim.waitsForSecond ? t('proposedTitle') : t('otherProposedTitle')}
        actions={<ButtonLink href={`/operations/postings/${review.openPostingId}`}>{t('toPosting')}</ButtonLink>}
      >
        {t('proposedText')}
      </Alert>
    );
  }
  if (!may(actor, 'reconciliation.post')) return null;
  if (needsCode(actor, 'if_asked')) {
    return (
      <Card title={t('approve.title')}>
        <CodeNotice back={`/operations/claims/${claim.id}`} />
      </Card>
    );
  }
  return (
    <>
      <ApproveCard claim={claim} review={review} />
      <RejectCard claim={claim} />
    </>
  );
}

async function ApproveCard({ claim, review }: { claim: Claim; review: ClaimReview }) {
  const [t, common] = await Promise.all([getTranslations('claims.review'), getTranslations('common')]);
  const needsSecond = claim.amount.minor >= review.secondPersonFrom.minor;
  return (
    <Card title={t('approve.title')}>
      <ActionForm action={approveClaimAction} label={t('approve.title')} className="flex max-w-2xl flex-col gap-4">
        <p>
          {needsSecond ? t('approve.proposes') : t('approve.posts')} <Amount value={claim.amount} />
        </p>
        {needsSecond && (
          <p className="text-muted">
            {t('approve.threshold')} <Amount value={review.secondPersonFrom} />
          </p>
        )}
        <input type="hidden" name="claimId" value={claim.id} />
        <TextArea name="note" label={common('note')} rows={2} maxLength={512} optional={common('optional')} />
        <div>
          <SubmitButton>{needsSecond ? t('approve.propose') : t('approve.submit')}</SubmitButton>
        </div>
      </ActionForm>
    </Card>
  );
}

async function RejectCard({ claim }: { claim: Claim }) {
  const t = await getTranslations('claims.review');
  return (
    <Card title={t('reject.title')}>
      <ActionForm action={rejectClaimAction} label={t('reject.title')} className="flex max-w-2xl flex-col gap-4">
        <p className="text-muted">{t('reject.text')}</p>
        <input type="hidden" name="claimId" value={claim.id} />
        <TextArea name="note" label={t('reject.reason')} rows={2} maxLength={512} />
        <div>
          <SubmitButton variant="danger">{t('reject.submit')}</SubmitButton>
        </div>
      </ActionForm>
    </Card>
  );
}
