import { useTranslations } from 'next-intl';
import { SelectField } from '@/components/form/select-field';
import { TextField } from '@/components/form/text-field';
import { payeeTypes } from '@/domain/withdrawals/model';
import type { RequestValues } from '../withdrawal-request';

const all = ['accountName', 'accountNumber', 'bankName', 'branch'] as const;
type BankField = (typeof all)[number];
/** What the number of an account is written with: full-width digits and groups too. */
const lengths = { accountName: 256, accountNumber: 64, bankName: 256, branch: 256 } as const satisfies Record<
  BankField,
  number
>;

/**
 * To where money goes: everything for a bank card; for the original route only what the recharges leave open, which the preview has found or
 * somebody has filled in before.
 */
export function BankFields({
  values,
  fields,
}: {
  values: RequestValues;
  fields: Readonly<Partial<Record<BankField | 'payeeType', string>>>;
}) {
  const t = useTranslations('withdrawals.new');
  const types = useTranslations('withdrawals.payeeTypes');
  const isCard = values.kind === 'bank_card';
  const wanted = all.filter((field) => isCard || fields[field] !== undefined || values[field] !== '');
  const shown = isCard ? wanted : wanted.filter((field) => field !== 'accountName');
  if (shown.length === 0) return null;
  const hints: Partial<Record<BankField, string>> = { accountNumber: t('accountNumberHint'), branch: t('branchHint') };
  return (
    <fieldset className="flex flex-col gap-4">
      <legend className="mb-2 font-semibold">{t('bankTitle')}</legend>
      {!isCard && <p className="text-muted">{t('bankText')}</p>}
      {isCard && (
        <SelectField
          name="payeeType"
          label={t('payeeType')}
          hint={t('payeeTypeHint')}
          defaultValue={values.payeeType || 'company_account'}
          error={fields.payeeType}
          options={payeeTypes.map((value) => ({ value, label: types(value) }))}
        />
      )}
      {shown.map((field) => (
        <TextField
          key={field}
          name={field}
          label={t(field)}
          hint={hints[field]}
          maxLength={lengths[field]}
          autoComplete="off"
          defaultValue={values[field]}
          error={fields[field]}
        />
      ))}
    </fieldset>
  );
}
