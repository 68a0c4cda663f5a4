import Form from 'next/form';
import { getLocale, getTranslations } from 'next-intl/server';
import { formatAmount } from '@/components/amount-format';
import { MoneyField } from '@/components/form/money-field';
import { route } from '@/components/route';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { Alert } from '@/components/ui/alert';
import { SubmitButton } from '@/components/ui/submit-button';
import { asksToRetype, retypeLimit } from '@/domain/funds/model';
import { type Currency, type Money, readAmount } from '@/lib/money';

/** Whether a large amount was typed a second time, the same; smaller ones need not be. */
export function isRetyped(params: SearchParams, amount: Money): boolean {
  if (!asksToRetype(amount)) return true;
  const read = readAmount(paramOf(params, 'confirmAmount'), amount.currency);
  return typeof read !== 'string' && read.minor === amount.minor;
}

/** Asks for a large amount a second time. The button that moves the money appears when both agree, with scripts or without. */
export async function RetypeAmount({
  action,
  hidden,
  params,
  currency,
  replaces = false,
}: {
  /** The page that has the button. */
  action: string;
  /** What its address holds besides. */
  hidden: Readonly<Record<string, string>>;
  params: SearchParams;
  currency: Currency;
  replaces?: boolean;
}) {
  const [t, locale] = await Promise.all([getTranslations('funds.money'), getLocale()]);
  const entered = paramOf(params, 'confirmAmount');
  return (
    <Form action={route(action)} replace={replaces} prefetch={false} className="flex max-w-xl flex-col gap-4">
      <Alert kind="warning" title={t('retypeTitle')}>
        {t('retypeText', { limit: formatAmount(retypeLimit(currency), locale) })}
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
        currency={currency}
        error={entered === '' ? undefined : t('retypeDiffers')}
        defaultValue={entered}
      />
      <div>
        <SubmitButton>{t('retypeContinue')}</SubmitButton>
      </div>
    </Form>
  );
}
