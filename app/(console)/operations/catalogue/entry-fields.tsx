import { useTranslations } from 'next-intl';
import { SelectField } from '@/components/form/select-field';
import { TextArea, TextField } from '@/components/form/text-field';
import type { EntryName, ResourceEntry } from '@/domain/catalogue/entry-queries';

/** Both names of an entry. */
export function NameFields({ entry }: { entry?: Pick<EntryName, 'name' | 'nameEn'> }) {
  const t = useTranslations('catalogue');
  return (
    <>
      <TextField name="name" label={t('name')} defaultValue={entry?.name} maxLength={128} required />
      <TextField name="nameEn" label={t('nameEn')} defaultValue={entry?.nameEn} maxLength={128} required />
    </>
  );
}

/** What an entry is shortened to. */
export function AbbreviationField({ value }: { value?: string }) {
  const t = useTranslations('catalogue');
  return <TextField name="abbreviation" label={t('abbreviation')} defaultValue={value} maxLength={64} required />;
}

/** The code a new entry is given for good. */
export function CodeField({ example }: { example: string }) {
  const t = useTranslations('catalogue');
  return (
    <TextField
      name="code"
      label={t('code')}
      hint={t('codeHint', { example })}
      maxLength={64}
      autoComplete="off"
      required
    />
  );
}

/** How a resource type is described. */
export function DescriptionFields({ entry }: { entry?: Pick<ResourceEntry, 'description' | 'descriptionEn'> }) {
  const t = useTranslations('catalogue');
  const shared = { optional: t('optional'), maxLength: 256, rows: 2 };
  return (
    <>
      <TextArea name="description" label={t('text')} defaultValue={entry?.description ?? ''} {...shared} />
      <TextArea name="descriptionEn" label={t('textEn')} defaultValue={entry?.descriptionEn ?? ''} {...shared} />
    </>
  );
}

/** How many of the second unit one of the first is. */
export function RatioField({ value }: { value?: number }) {
  const t = useTranslations('catalogue');
  return (
    <TextField
      name="ratio"
      label={t('ratio')}
      hint={t('ratioHint')}
      defaultValue={value === undefined ? undefined : String(value)}
      inputMode="numeric"
      maxLength={20}
      autoComplete="off"
      required
    />
  );
}

/** The entry another one belongs to. */
export function UnderField({
  name,
  label,
  options,
  chosen,
}: {
  name: string;
  label: string;
  options: readonly { readonly id: string; readonly code: string }[];
  chosen: string;
}) {
  const t = useTranslations('catalogue');
  return (
    <SelectField
      name={name}
      label={label}
      options={options.map(({ id, code }) => ({ value: id, label: code }))}
      placeholder={t('choose')}
      defaultValue={chosen}
    />
  );
}
