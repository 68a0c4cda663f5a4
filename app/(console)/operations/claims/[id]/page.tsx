import { notFound } from 'next/navigation';
import { getLocale, getTranslations } from 'next-intl/server';
import { cache } from 'react';
import { requireScope } from '@/app/_entry/session';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { Alert } from '@/components/ui/alert';
import { Card } from '@/components/ui/card';
import { CopyableId } from '@/components/ui/copy-button';
import { DescriptionList } from '@/components/ui/description-list';
import { PageHeader } from '@/components/ui/page-header';
import { TextLink } from '@/components/ui/text-link';
import { When } from '@/components/when';
import { type Claim, findClaim } from '@/domain/reconciliation/claim-queries';
import { type ClaimReview, findClaimReview } from '@/domain/reconciliation/claim-review-queries';
import { isId } from '@/lib/id';
import { localName } from '@/lib/local-name';
import { ClaimFacts, ReceiptCard } from '../../../funds/claims/claim-facts';
import { ClaimState } from '../../../funds/claims/claim-state';
import { DecideCards } from './decide-cards';

const path = '/operations/claims';

interface Params {
  params: Promise<{ id: string }>;
  searchParams: Promise<SearchParams>;
}

const loadClaim = cache(async (id: string): Promise<{ claim: Claim; review: ClaimReview }> => {
  const scope = await requireScope('reconciliation.read');
  if (!isId('remittanceClaim', id)) return notFound();
  const [claim, review] = await Promise.all([findClaim(scope, id), findClaimReview(scope, id)]);
  return claim && review ? { claim, review } : notFound();
});

export async function generateMetadata({ params }: Params) {
  const [{ claim }, t, locale] = await Promise.all([
    params.then(({ id }) => loadClaim(id)),
    getTranslations('claims.review'),
    getLocale(),
  ]);
  return { title: t('heading', { partner: localName(claim.partner, locale) }) };
}

/** A claim as the operator judges it: the transfer as the bank wrote it, the partner, the receipt. @source spec/06 §6.2 */
export default async function ClaimReviewPage({ params, searchParams }: Params) {
  const [{ claim, review }, query, t, locale] = await Promise.all([
    params.then(({ id }) => loadClaim(id)),
    searchParams,
    getTranslations('claims.review'),
    getLocale(),
  ]);
  const partner = localName(claim.partner, locale);
  const heading = t('heading', { partner });
  const done = paramOf(query, 'done');
  return (
    <>
      <PageHeader
        title={heading}
        status={<ClaimState state={claim.state} />}
        description={<CopyableId id={claim.id} label={t('copyId')} />}
        breadcrumbs={[{ label: t('title'), href: path }, { label: heading }]}
      />
      <div className="flex flex-col gap-4">
        {done === 'approved' && claim.state === 'approved' && <Alert kind="done" title={t('done.approved')} />}
        {done === 'approved' && claim.waitsForSecond && <Alert kind="done" title={t('done.proposed')} />}
        {done === 'rejected' && claim.state === 'rejected' && <Alert kind="done" title={t('done.rejected')} />}
        <ClaimFacts
          claim={claim}
          items={[
            {
              label: t('partner'),
              value: <TextLink href={`/operations/organizations/${claim.partner.id}`}>{partner}</TextLink>,
            },
          ]}
        />
        <LineCard review={review} />
        <ReceiptCard claim={claim} path={path} />
        <DecideCards claim={claim} review={review} />
      </div>
    </>
  );
}

async function LineCard({ review }: { review: ClaimReview }) {
  const [t, locale] = await Promise.all([getTranslations('claims.review'), getLocale()]);
  const { line, others, standing } = review;
  return (
    <Card title={t('line')}>
      <div className="flex flex-col gap-4">
        <Alert kind={standing === 'own_name' || standing === 'agreed' ? 'info' : 'warning'} title={t('standingTitle')}>
          {t(`standing.${standing}`)}
        </Alert>
        {others.length > 0 && (
          <Alert kind="warning" title={t('others', { count: others.length })}>
            <ul>
              {others.map((other) => (
                <li key={other.id}>
                  <TextLink href={`${path}/${other.id}`}>{localName(other, locale)}</TextLink>
                </li>
              ))}
            </ul>
          </Alert>
        )}
        <DescriptionList
          items={[
            { label: t('lineId'), value: <TextLink href={`/operations/bank-lines/${line.id}`}>{line.id}</TextLink> },
            { label: t('lineState'), value: line.isOpen ? t('inSuspense') : t('notInSuspense') },
            { label: t('payerName'), value: line.payerName ?? undefined },
            { label: t('payerAccount'), value: line.payerAccount ?? undefined },
            { label: t('virtualNumber'), value: line.virtualNumber ?? undefined },
            { label: t('remittanceText'), value: line.remittanceText ?? undefined },
            { label: t('bankReference'), value: line.bankReference ?? undefined },
            { label: t('receivingAccount'), value: line.receivingAccount },
            { label: t('arrivedAt'), value: <When at={line.arrivedAt} /> },
          ]}
        />
      </div>
    </Card>
  );
}
