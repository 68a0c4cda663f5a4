import { notFound } from 'next/navigation';
import { getLocale, getTranslations } from 'next-intl/server';
import { cache } from 'react';
import { requireActor, requireScope } from '@/app/_entry/session';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { Alert } from '@/components/ui/alert';
import { CopyableId } from '@/components/ui/copy-button';
import { PageHeader } from '@/components/ui/page-header';
import { TextLink } from '@/components/ui/text-link';
import { may } from '@/domain/permission';
import { findPaymentProvider } from '@/domain/recharge/payment-providers';
import { findWithdrawal, type WithdrawalDetail } from '@/domain/withdrawals/detail-queries';
import { isId } from '@/lib/id';
import { localName } from '@/lib/local-name';
import { WithdrawalCards } from '../../../_withdrawals/facts';
import { WithdrawalBadge } from '../../../_withdrawals/state-badges';
import { DecideCards } from './decide-cards';
import { ReturnCard } from './return-card';

interface Params {
  params: Promise<{ id: string }>;
  searchParams: Promise<SearchParams>;
}

const loadWithdrawal = cache(async (id: string): Promise<WithdrawalDetail> => {
  const scope = await requireScope('withdrawals.oversee');
  const withdrawal = isId('withdrawal', id) ? await findWithdrawal(scope, id) : undefined;
  return withdrawal ?? notFound();
});

export async function generateMetadata({ params }: Params) {
  const [withdrawal, t] = await Promise.all([
    params.then(({ id }) => loadWithdrawal(id)),
    getTranslations('withdrawals.detail'),
  ]);
  return { title: t('heading', { number: withdrawal.number }) };
}

/** The page of a provider that has one, on which it is decided how a refund ends. */
function refundHref({ refund, amount }: WithdrawalDetail): string | undefined {
  if (refund?.state !== 'asked') return undefined;
  const { id, rechargeId, provider, paymentReference: payment } = refund;
  return findPaymentProvider(provider)?.refunds?.page?.({ id, rechargeId, payment, amount });
}

/** A partner's withdrawal as the operator deals with it. @source spec/06 §6.5 */
export default async function WithdrawalReviewPage({ params, searchParams }: Params) {
  const [withdrawal, query, actor, t, locale] = await Promise.all([
    params.then(({ id }) => loadWithdrawal(id)),
    searchParams,
    requireActor(),
    getTranslations('withdrawals'),
    getLocale(),
  ]);
  const { organization, decidedBy, file, state } = withdrawal;
  const done = (['approved', 'rejected', 'returned'] as const).find((each) => each === paramOf(query, 'done'));
  const isReturnable = withdrawal.route === 'bank' && (state === 'sent' || state === 'settled');
  const more = [
    {
      label: t('detail.partner'),
      value: (
        <TextLink href={`/operations/organizations/${organization.id}`}>{localName(organization, locale)}</TextLink>
      ),
    },
    ...(decidedBy === null ? [] : [{ label: t('detail.decidedBy'), value: decidedBy }]),
    ...(file === null
      ? []
      : [
          {
            label: t('detail.file'),
            value: <TextLink href={`/operations/payment-files/${file.id}`}>{file.number}</TextLink>,
          },
        ]),
  ];
  return (
    <>
      <PageHeader
        title={t('detail.heading', { number: withdrawal.number })}
        status={<WithdrawalBadge state={state} />}
        description={<CopyableId id={withdrawal.id} label={t('detail.copyId')} />}
        breadcrumbs={[{ label: t('operations.title'), href: '/operations/withdrawals' }, { label: withdrawal.number }]}
        actions={
          may(actor, 'audit.read') && <TextLink href={`/audit?object=${withdrawal.id}`}>{t('detail.audit')}</TextLink>
        }
      />
      <div className="flex flex-col gap-4">
        {done && <Alert kind="done" title={t(`detail.done.${done}`)} />}
        <WithdrawalCards
          withdrawal={withdrawal}
          path="/operations/withdrawals"
          more={more}
          isWhole={may(actor, 'withdrawals.decide')}
          refundHref={may(actor, 'withdrawals.pay') ? refundHref(withdrawal) : undefined}
        >
          {may(actor, 'withdrawals.decide') && <DecideCards withdrawal={withdrawal} />}
          {isReturnable && may(actor, 'withdrawals.pay') && <ReturnCard withdrawal={withdrawal} />}
        </WithdrawalCards>
      </div>
    </>
  );
}
