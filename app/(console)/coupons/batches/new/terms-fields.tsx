import { getTranslations } from 'next-intl/server';
import { MoneyField } from '@/components/form/money-field';
import { TextField } from '@/components/form/text-field';

/** On what terms all coupons of a list are issued. Whatever is left empty is as in the quota. */
export async function TermsFields({ currency }: { currency: string }) {
  const [t, ui] = await Promise.all([getTranslations('batches.coupons'), getTranslations('ui.form')]);
  const optional = ui('optional');
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          name="effectiveAt"
          type="date"
          label={t('effectiveOn')}
          hint={t('validityHint')}
          optional={optional}
        />
        <TextField name="expiresAt" type="date" label={t('expiresOn')} hint={t('validityHint')} optional={optional} />
      </div>
      <MoneyField
        name="minOrder"
        label={t('minOrder')}
        hint={t('minOrderHint')}
        currency={currency}
        optional={optional}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField name="serviceTypes" label={t('serviceTypes')} hint={t('codesHint')} optional={optional} />
        <TextField name="productIds" label={t('productIds')} hint={t('codesHint')} optional={optional} />
      </div>
    </>
  );
}
