import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { cache } from 'react';
import { requireActor, requireScope } from '@/app/_entry/session';
import { ActionForm } from '@/components/form/action-form';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { Alert } from '@/components/ui/alert';
import { Card } from '@/components/ui/card';
import { CopyableId } from '@/components/ui/copy-button';
import { PageHeader } from '@/components/ui/page-header';
import { SubmitButton } from '@/components/ui/submit-button';
import { may } from '@/domain/permission';
import { type Claim, findClaim } from '@/domain/reconciliation/claim-queries';
import { isId } from '@/lib/id';
import { withdrawClaimAction } from '../actions';
import { ClaimFacts, ReceiptCard } from '../claim-facts';
import { ClaimState } from '../claim-state';

const path = '/funds/claims';

interface Params {
  params: Promise<{ id: string }>;
  searchParams: Promise<SearchParams>;
}

const loadClaim = cache(async (id: string): Promise<Claim> => {
  const scope = await requireScope('recharge.read');
  const claim = isId('remittanceClaim', id) ? await findClaim(scope, id) : undefined;
  return claim ?? notFound();
});

export async function generateMetadata() {
  const t = await getTranslations('claims');
  return { title: t('heading') };
}

/** One's own claim: where it stands, why it was turned down, and the way to take it back. */
export default async function ClaimPage({ params, searchParams }: Params) {
  const [claim, query, actor, t] = await Promise.all([
    params.then(({ id }) => loadClaim(id)),
    searchParams,
    requireActor(),
    getTranslations('claims'),
  ]);
  const done = paramOf(query, 'done');
  const isOpen = claim.state === 'submitted';
  return (
    <>
      <PageHeader
        title={t('heading')}
        status={<ClaimState state={claim.state} />}
        description={<CopyableId id={claim.id} label={t('copyId')} />}
        breadcrumbs={[{ label: t('title'), href: path }, { label: t('heading') }]}
      />
      <div className="flex flex-col gap-4">
        {done === 'made' && isOpen && (
          <Alert kind="done" title={t('made.title')}>
            {t('made.text')}
          </Alert>
        )}
        {claim.state === 'withdrawn' && (
          <Alert kind={done === 'withdrawn' ? 'done' : 'info'} title={t('isWithdrawn')} />
        )}
        {claim.state === 'approved' && <Alert kind="info" title={t('isApproved')} />}
        {claim.state === 'rejected' && (
          <Alert kind="warning" title={t('isRejected')}>
            {claim.decisionNote ?? t('creditedOtherwise')}
          </Alert>
        )}
        <ClaimFacts claim={claim} />
        <ReceiptCard claim={claim} path={path} />
        {isOpen && may(actor, 'claims.make') && (
          <Card title={t('withdraw.title')}>
            {claim.waitsForSecond ? (
              <p className="text-muted">{t('withdraw.tooLate')}</p>
            ) : (
              <ActionForm action={withdrawClaimAction} label={t('withdraw.title')} className="flex flex-col gap-4">
                <p className="text-muted">{t('withdraw.text')}</p>
                <input type="hidden" name="claimId" value={claim.id} />
                <div>
                  <SubmitButton variant="danger">{t('withdraw.submit')}</SubmitButton>
                </div>
              </ActionForm>
            )}
          </Card>
        )}
      </div>
    </>
  );
}
