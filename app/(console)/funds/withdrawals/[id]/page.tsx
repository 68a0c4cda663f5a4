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
import { TextLink } from '@/components/ui/text-link';
import { may } from '@/domain/permission';
import { findWithdrawal, type WithdrawalDetail } from '@/domain/withdrawals/detail-queries';
import { isId } from '@/lib/id';
import { formatMoney } from '@/lib/money';
import { WithdrawalCards } from '../../../_withdrawals/facts';
import { WithdrawalBadge } from '../../../_withdrawals/state-badges';
import { cancelWithdrawalAction } from '../actions';

interface Params {
  params: Promise<{ id: string }>;
  searchParams: Promise<SearchParams>;
}

const loadWithdrawal = cache(async (id: string): Promise<WithdrawalDetail> => {
  const scope = await requireScope('withdrawals.read');
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

const toCard = ({ amount }: WithdrawalDetail) => `/funds/withdrawals/new?kind=bank_card&amount=${formatMoney(amount)}`;

/** A withdrawal of the organization: how far it has come, where it goes, and what can still be done. @source spec/06 §6.5 */
export default async function WithdrawalPage({ params, searchParams }: Params) {
  const [withdrawal, query, actor, t] = await Promise.all([
    params.then(({ id }) => loadWithdrawal(id)),
    searchParams,
    requireActor(),
    getTranslations('withdrawals'),
  ]);
  const done = (['requested', 'cancelled'] as const).find((each) => each === paramOf(query, 'done'));
  const hasFailed = withdrawal.refund?.state === 'failed';
  const isOpen = withdrawal.state === 'requested' && may(actor, 'withdrawals.request');
  return (
    <>
      <PageHeader
        title={t('detail.heading', { number: withdrawal.number })}
        status={<WithdrawalBadge state={withdrawal.state} />}
        description={<CopyableId id={withdrawal.id} label={t('detail.copyId')} />}
        breadcrumbs={[{ label: t('title'), href: '/funds/withdrawals' }, { label: withdrawal.number }]}
      />
      <div className="flex flex-col gap-4">
        {done && <Alert kind="done" title={t(`detail.done.${done}`)} />}
        {hasFailed && (
          <Alert
            kind="warning"
            title={t('refund.failedTitle')}
            actions={
              may(actor, 'withdrawals.request') && <TextLink href={toCard(withdrawal)}>{t('refund.toCard')}</TextLink>
            }
          >
            {t('refund.failedText')}
          </Alert>
        )}
        <WithdrawalCards withdrawal={withdrawal} path="/funds/withdrawals" transferPath="/funds/transfers" />
        {isOpen && (
          <Card title={t('detail.cancelTitle')}>
            <ActionForm action={cancelWithdrawalAction} label={t('detail.cancel')} className="flex flex-col gap-3">
              <input type="hidden" name="withdrawalId" value={withdrawal.id} />
              <p className="text-muted">
                {t('detail.cancelText')} {withdrawal.together.length > 0 && t('together.decided')}
              </p>
              <div>
                <SubmitButton variant="danger">{t('detail.cancel')}</SubmitButton>
              </div>
            </ActionForm>
          </Card>
        )}
      </div>
    </>
  );
}
