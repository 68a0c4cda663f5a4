import { getLocale, getTranslations } from 'next-intl/server';
import { formatAmount } from '@/components/amount-format';
import { ActionForm } from '@/components/form/action-form';
import { TextArea } from '@/components/form/text-field';
import { Card } from '@/components/ui/card';
import { SubmitButton } from '@/components/ui/submit-button';
import type { WithdrawalDetail } from '@/domain/withdrawals/detail-queries';
import { sum } from '@/lib/money';
import { approveWithdrawalAction, rejectWithdrawalAction } from '../actions';

/** Approving and rejecting, as long as either can be done. */
export async function DecideCards({
  withdrawal: { id, state, route, amount, together },
}: {
  withdrawal: WithdrawalDetail;
}) {
  const [t, words, common, locale] = await Promise.all([
    getTranslations('withdrawals.operations'),
    getTranslations('withdrawals'),
    getTranslations('common'),
    getLocale(),
  ]);
  if (state !== 'requested' && state !== 'approved') return null;
  // What was asked for together is decided together, as long as nobody has decided on it.
  const along = state === 'requested' ? together.filter((one) => one.state === 'requested') : [];
  const amounts = [amount, ...along.map((one) => one.amount)];
  const shown = formatAmount(sum(amounts, amount.currency), locale);
  const more = along.length > 0 && words('together.decided');
  return (
    <>
      {state === 'requested' && (
        <Card title={t('approveTitle')}>
          <ActionForm
            action={approveWithdrawalAction}
            label={t('approveTitle')}
            className="flex max-w-2xl flex-col gap-3"
          >
            <input type="hidden" name="withdrawalId" value={id} />
            <p className="text-muted">
              {t(route === 'provider' ? 'approveRefundText' : 'approveText')} {more}
            </p>
            <TextArea name="note" label={common('note')} rows={2} maxLength={512} optional={common('optional')} />
            <div>
              <SubmitButton>{t('approve', { amount: shown })}</SubmitButton>
            </div>
          </ActionForm>
        </Card>
      )}
      <Card title={t('rejectTitle')}>
        <ActionForm action={rejectWithdrawalAction} label={t('rejectTitle')} className="flex max-w-2xl flex-col gap-3">
          <input type="hidden" name="withdrawalId" value={id} />
          <p className="text-muted">
            {t('rejectText')} {more}
          </p>
          <TextArea name="note" label={common('reason')} rows={2} maxLength={512} />
          <div>
            <SubmitButton variant="danger">{t('reject', { amount: shown })}</SubmitButton>
          </div>
        </ActionForm>
      </Card>
    </>
  );
}
