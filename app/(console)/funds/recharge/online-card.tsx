import { getLocale, getTranslations } from 'next-intl/server';
import { requireActor, requireScope } from '@/app/_entry/session';
import { formatAmount } from '@/components/amount-format';
import { ActionForm } from '@/components/form/action-form';
import { Checkbox, Fieldset } from '@/components/form/checkbox';
import { MoneyField } from '@/components/form/money-field';
import { Card } from '@/components/ui/card';
import { SubmitButton } from '@/components/ui/submit-button';
import { may } from '@/domain/permission';
import { getOnlineTerms } from '@/domain/recharge/online-queries';
import { paymentProviders } from '@/domain/recharge/payment-providers';
import { startOnlineRechargeAction } from './online/actions';
import { providerName } from './online/provider-name';

/** Where a recharge is paid online: the amount, and by which way. Nothing for those who may only look on. @source spec/06 §6.2 */
export async function OnlineRechargeCard() {
  const [actor, scope, t, locale] = await Promise.all([
    requireActor(),
    requireScope('recharge.read'),
    getTranslations('onlinepay'),
    getLocale(),
  ]);
  if (!may(actor, 'recharge.pay_online')) return null;
  const { least, most, validMinutes } = await getOnlineTerms(scope);
  const providers = paymentProviders();
  const [first, second] = providers;
  if (!first) {
    return (
      <Card title={t('card.title')}>
        <p className="text-muted">{t('card.noProvider')}</p>
      </Card>
    );
  }
  return (
    <Card title={t('card.title')}>
      <ActionForm action={startOnlineRechargeAction} label={t('card.title')} className="flex max-w-md flex-col gap-4">
        <p className="text-muted">{t('card.text', { minutes: validMinutes })}</p>
        <MoneyField
          name="amount"
          label={t('card.amount')}
          currency={scope.currency}
          hint={t('card.bounds', { least: formatAmount(least, locale), most: formatAmount(most, locale) })}
        />
        {second ? (
          <Fieldset name="provider" legend={t('card.provider')}>
            {providers.map(({ name }) => (
              <Checkbox key={name} name="provider" type="radio" value={name} label={providerName(t, name)} inGroup />
            ))}
          </Fieldset>
        ) : (
          <>
            <input type="hidden" name="provider" value={first.name} />
            <p>{t('card.by', { provider: providerName(t, first.name) })}</p>
          </>
        )}
        <div>
          <SubmitButton>{t('card.submit')}</SubmitButton>
        </div>
      </ActionForm>
    </Card>
  );
}
