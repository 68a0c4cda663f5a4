import { getTranslations } from 'next-intl/server';
import { TextField } from '@/components/form/text-field';

/** From when to when, by days; empty means as the quota. */
export async function ValidityFields({
  values,
  fields,
}: {
  values: { readonly effectiveAt: string; readonly expiresAt: string };
  fields: Readonly<Record<string, string>>;
}) {
  const [t, form] = await Promise.all([getTranslations('issuing'), getTranslations('ui.form')]);
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      {(['effectiveAt', 'expiresAt'] as const).map((name) => (
        <TextField
          key={name}
          name={name}
          type="date"
          label={t(name)}
          hint={t(`${name}Hint`)}
          optional={form('optional')}
          defaultValue={values[name]}
          error={fields[name]}
        />
      ))}
    </div>
  );
}
