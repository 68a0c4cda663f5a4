import Form from 'next/form';
import { getLocale, getTranslations } from 'next-intl/server';
import { formatAmount } from '@/components/amount-format';
import { MoneyField } from '@/components/form/money-field';
import { route } from '@/components/route';
import { Alert } from '@/components/ui/alert';
import { SubmitButton } from '@/components/ui/submit-button';
import { retypeLimit } from '@/domain/funds/model';
import type { MoneyRequest } from './money-request';

/** Asks for a large amount a second time. The button that moves the money appears when both agree, with scripts or without. */
export async function RetypeAmount({
  request,
  requestKey,
  entered,
  replaces,
}: {
  request: MoneyRequest;
  requestKey: string;
  entered: string;
  replaces: boolean;
}) {
  const { direction, party, scope, amountText, memo } = request;
  const [t, locale] = await Promise.all([getTranslations('funds.money'), getLocale()]);
  const hidden = { [party.kind]: party.id, amount: amountText ?? '', memo, request: requestKey };
  return (
    <Form
      action={route(`/funds/${direction}/review`)}
      replace={replaces}
      prefetch={false}
      className="flex max-w-xl flex-col gap-4"
    >
      <Alert kind="warning" title={t('retypeTitle')}>
        {t('retypeText', { limit: formatAmount(retypeLimit(scope.currency), locale) })}
      </Alert>
      {Object.entries(hidden)
        .filter(([, value]) => value !== '')
        .map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
      <MoneyField
        key={entered}
        name="confirmAmount"
        label={t('retype')}
        currency={scope.currency}
        error={entered === '' ? undefined : t('retypeDiffers')}
        defaultValue={entered}
      />
      <div>
        <SubmitButton>{t('retypeContinue')}</SubmitButton>
      </div>
    </Form>
  );
}
