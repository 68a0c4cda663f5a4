import { getTranslations } from 'next-intl/server';
import { Checkbox, Fieldset } from '@/components/form/checkbox';
import { MoneyField } from '@/components/form/money-field';
import { SelectField } from '@/components/form/select-field';
import { TextArea, TextField } from '@/components/form/text-field';
import { Disclosure } from '@/components/ui/disclosure';
import { chargingModes, orderTypes } from '@/domain/coupons/model';
import type { Currency } from '@/lib/money';
import type { GrantField, grantValues } from '../grant-request';

const limitFields = [
  ...(['serviceTypes', 'productIds', 'orderTypes', 'chargingMode', 'minOrder', 'usesMax', 'notCombinable'] as const),
  ...(['associationTypes', 'firstAssociationOnly', 'customerIds', 'faceMin', 'faceMax', 'couponsMax'] as const),
  'faceTotalMax',
] as const;

interface Filled {
  readonly values: ReturnType<typeof grantValues>;
  readonly problems: Partial<Record<GrantField, string>>;
  readonly currency: Currency;
}

/** What a quota may be limited to: folded away until something of it is filled in, or wrong. */
export async function LimitFields(filled: Filled) {
  const t = await getTranslations('quotaops.limits');
  const { values, problems } = filled;
  const isOpen = limitFields.some((name) => values[name].length > 0 || problems[name] !== undefined);
  return (
    <Disclosure summary={t('title')} isOpen={isOpen}>
      <div className="flex flex-col gap-4">
        <p className="text-muted">{t('text')}</p>
        <UseFields {...filled} />
        <HolderFields {...filled} />
        <SizeFields {...filled} />
      </div>
    </Disclosure>
  );
}

/** What orders the coupons may be used for. */
async function UseFields({ values, problems, currency }: Filled) {
  const [t, words, common] = await Promise.all([
    getTranslations('quotaops.limits'),
    getTranslations('couponwords'),
    getTranslations('common'),
  ]);
  const optional = common('optional');
  return (
    <>
      {(['serviceTypes', 'productIds'] as const).map((name) => (
        <TextArea
          key={name}
          name={name}
          label={t(name)}
          hint={t('codesHint')}
          rows={2}
          optional={optional}
          defaultValue={values[name]}
          error={problems[name]}
        />
      ))}
      <Fieldset name="orderTypes" legend={t('orderTypes')} hint={t('noneMeansAll')}>
        {orderTypes.map((type) => (
          <Checkbox
            key={type}
            name="orderTypes"
            value={type}
            label={words(`orderTypes.${type}`)}
            defaultChecked={values.orderTypes.includes(type)}
            inGroup
          />
        ))}
      </Fieldset>
      <SelectField
        name="chargingMode"
        label={t('chargingMode')}
        options={chargingModes.map((value) => ({ value, label: words(`chargingModes.${value}`) }))}
        defaultValue={values.chargingMode || 'any'}
        error={problems.chargingMode}
      />
      <MoneyField
        name="minOrder"
        label={t('minOrder')}
        currency={currency}
        optional={optional}
        defaultValue={values.minOrder}
        error={problems.minOrder}
      />
      <TextField
        name="usesMax"
        label={t('usesMax')}
        inputMode="numeric"
        optional={optional}
        defaultValue={values.usesMax}
        error={problems.usesMax}
      />
      <Checkbox name="notCombinable" label={t('notCombinable')} defaultChecked={values.notCombinable === 'yes'} />
    </>
  );
}

/** Which customers may have coupons of it. */
async function HolderFields({ values, problems }: Filled) {
  const [t, words, common] = await Promise.all([
    getTranslations('quotaops.limits'),
    getTranslations('couponwords'),
    getTranslations('common'),
  ]);
  return (
    <>
      <Fieldset name="associationTypes" legend={t('associationTypes')} hint={t('noneMeansAll')}>
        {(['resale', 'referral'] as const).map((type) => (
          <Checkbox
            key={type}
            name="associationTypes"
            value={type}
            label={words(`associationTypes.${type}`)}
            defaultChecked={values.associationTypes.includes(type)}
            inGroup
          />
        ))}
      </Fieldset>
      <Checkbox
        name="firstAssociationOnly"
        label={t('firstAssociationOnly')}
        defaultChecked={values.firstAssociationOnly === 'yes'}
      />
      <TextArea
        name="customerIds"
        label={t('customerIds')}
        hint={t('customerIdsHint')}
        rows={2}
        optional={common('optional')}
        defaultValue={values.customerIds}
        error={problems.customerIds}
      />
    </>
  );
}

/** How large the coupons may be, each and together. */
async function SizeFields({ values, problems, currency }: Filled) {
  const [t, common] = await Promise.all([getTranslations('quotaops.limits'), getTranslations('common')]);
  const optional = common('optional');
  return (
    <>
      {(['faceMin', 'faceMax', 'faceTotalMax'] as const).map((name) => (
        <MoneyField
          key={name}
          name={name}
          label={t(name)}
          currency={currency}
          optional={optional}
          defaultValue={values[name]}
          error={problems[name]}
        />
      ))}
      <TextField
        name="couponsMax"
        label={t('couponsMax')}
        inputMode="numeric"
        optional={optional}
        defaultValue={values.couponsMax}
        error={problems.couponsMax}
      />
    </>
  );
}
