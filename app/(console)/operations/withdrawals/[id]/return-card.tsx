import { getLocale, getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { formatAmount } from '@/components/amount-format';
import { ActionForm } from '@/components/form/action-form';
import { SelectField } from '@/components/form/select-field';
import { TextArea } from '@/components/form/text-field';
import { Alert } from '@/components/ui/alert';
import { Card } from '@/components/ui/card';
import { SubmitButton } from '@/components/ui/submit-button';
import { TextLink } from '@/components/ui/text-link';
import { listReturnCandidates, type WithdrawalDetail } from '@/domain/withdrawals/detail-queries';
import { returnWithdrawalAction } from '../actions';

/** What the bank has not paid, or has sent back: then with the line of its statement that brought it. */
export async function ReturnCard({ withdrawal: { id, state, amount } }: { withdrawal: WithdrawalDetail }) {
  const [t, common, locale, scope] = await Promise.all([
    getTranslations('withdrawals.operations'),
    getTranslations('common'),
    getLocale(),
    requireScope('withdrawals.pay'),
  ]);
  const isPaid = state === 'settled';
  const lines = isPaid ? await listReturnCandidates(scope, amount) : [];
  if (isPaid && lines.length === 0) {
    return (
      <Card title={t('returnTitle')}>
        <Alert
          kind="info"
          title={t('noLine')}
          actions={<TextLink href="/operations/bank-lines">{t('toLines')}</TextLink>}
        >
          {t('noLineText')}
        </Alert>
      </Card>
    );
  }
  return (
    <Card title={t('returnTitle')}>
      <ActionForm action={returnWithdrawalAction} label={t('returnTitle')} className="flex max-w-2xl flex-col gap-3">
        <input type="hidden" name="withdrawalId" value={id} />
        <p className="text-muted">{isPaid ? t('returnSettledText') : t('returnSentText')}</p>
        {isPaid && (
          <SelectField
            name="lineId"
            label={t('line')}
            options={lines.map((line) => ({
              value: line.id,
              label: t('lineOption', {
                day: line.bookedOn,
                payer: line.payerName ?? '—',
                reference: line.reference ?? line.remittanceText ?? '—',
              }),
            }))}
            placeholder={t('chooseLine')}
          />
        )}
        <TextArea name="note" label={common('reason')} rows={2} maxLength={512} />
        <div>
          <SubmitButton variant="danger">{t('return', { amount: formatAmount(amount, locale) })}</SubmitButton>
        </div>
      </ActionForm>
    </Card>
  );
}
