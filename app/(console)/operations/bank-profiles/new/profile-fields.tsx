import { getTranslations } from 'next-intl/server';
import { SelectField } from '@/components/form/select-field';
import { TextArea, TextField } from '@/components/form/text-field';
import { Alert } from '@/components/ui/alert';
import { Card } from '@/components/ui/card';
import { SubmitButton } from '@/components/ui/submit-button';
import {
  csvAmountFormats,
  csvColumnNames,
  csvDateFormats,
  csvDelimiters,
  csvEncodings,
} from '@/domain/reconciliation/profile-input';
import { sampleMax } from '@/domain/reconciliation/try-profile';

/** The names of the controls that make a profile. */
export const controlNames = [
  ...['encoding', 'delimiter', 'headerLine', 'dateFormat', 'amountFormat'],
  ...csvColumnNames.map((name) => `${name}Column`),
  ...['creditWord', 'debitWord', 'accountNumber', 'openingLabel', 'closingLabel'],
] as const;

interface Entered {
  readonly name: string;
  readonly values: Readonly<Record<string, string | undefined>>;
  readonly sample: string;
  readonly profileId: string | undefined;
  readonly problems: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[];
}

/** The form of a profile: sent by GET, so that what was entered stands in the address and nothing is kept before it is saved. */
export async function ProfileFields({ name, values, sample, profileId, problems }: Entered) {
  const [t, common, fields] = await Promise.all([
    getTranslations('bankfiles.profile'),
    getTranslations('common'),
    getTranslations('fields'),
  ]);
  const errorOf = (control: string): string | undefined => {
    const problem = problems.find(({ path }) => path[0] === control);
    return problem && (fields.has(problem.message) ? fields(problem.message) : fields('invalid'));
  };
  const shown = (control: string) => ({ name: control, defaultValue: values[control] ?? '', error: errorOf(control) });
  const chosen = (control: string, options: readonly string[]) => ({
    ...shown(control),
    defaultValue: values[control] || (options[0] ?? ''),
    options: options.map((value) => ({ value, label: value })),
  });
  const text = { maxLength: 64, autoComplete: 'off', spellCheck: false } as const;
  const optional = common('optional');
  return (
    <Card>
      <form
        method="get"
        action="/operations/bank-profiles/new"
        aria-label={t('newTitle')}
        className="flex flex-col gap-4"
      >
        {problems.length > 0 && <Alert kind="refused" title={t('incomplete')} />}
        {profileId !== undefined && <input type="hidden" name="profileId" value={profileId} />}
        <TextField name="name" label={t('name')} hint={t('nameHint')} defaultValue={name} required {...text} />
        <div className="grid gap-4 sm:grid-cols-2">
          <SelectField label={t('encoding')} {...chosen('encoding', csvEncodings)} />
          <SelectField
            label={t('delimiter')}
            {...chosen('delimiter', Object.keys(csvDelimiters))}
            options={(['comma', 'semicolon', 'tab', 'bar'] as const).map((value) => ({
              value,
              label: t(`delimiters.${value}`),
            }))}
          />
          <TextField
            label={t('headerLine')}
            hint={t('headerLineHint')}
            inputMode="numeric"
            {...text}
            maxLength={3}
            {...shown('headerLine')}
          />
          <SelectField label={t('dateFormat')} {...chosen('dateFormat', csvDateFormats)} />
          <SelectField label={t('amountFormat')} {...chosen('amountFormat', csvAmountFormats)} />
        </div>
        <fieldset>
          <legend className="field-label mb-2">{t('columnsLegend')}</legend>
          <div className="grid gap-4 sm:grid-cols-2">
            {csvColumnNames.map((column) => (
              <TextField
                key={column}
                label={t(`columns.${column}`)}
                {...text}
                {...shown(`${column}Column`)}
                {...(column === 'bookedOn' ? {} : { optional })}
              />
            ))}
          </div>
        </fieldset>
        <div className="grid gap-4 sm:grid-cols-2">
          {(['creditWord', 'debitWord', 'openingLabel', 'closingLabel'] as const).map((control) => (
            <TextField key={control} label={t(control)} optional={optional} {...text} {...shown(control)} />
          ))}
          <TextField
            label={t('accountNumber')}
            hint={t('accountNumberHint')}
            optional={optional}
            {...text}
            {...shown('accountNumber')}
          />
        </div>
        <TextArea
          name="sample"
          label={t('sample')}
          hint={t('sampleHint', { max: sampleMax })}
          optional={optional}
          defaultValue={sample}
          maxLength={sampleMax}
          rows={6}
          spellCheck={false}
          className="font-mono"
        />
        <div>
          <SubmitButton>{t('check')}</SubmitButton>
        </div>
      </form>
    </Card>
  );
}
