import { useTranslations } from 'next-intl';
import { TextField } from '@/components/form/text-field';
import type { UnitEntry } from '@/domain/catalogue/unit-queries';

/** What a unit is called. */
export function UnitFields({ unit }: { unit?: UnitEntry }) {
  const t = useTranslations('catalogue');
  return (
    <>
      <TextField name="name" label={t('name')} defaultValue={unit?.name} maxLength={64} required />
      <TextField name="nameEn" label={t('nameEn')} defaultValue={unit?.nameEn} maxLength={64} required />
      <TextField
        name="abbreviation"
        label={t('abbreviation')}
        defaultValue={unit?.abbreviation}
        maxLength={32}
        required
      />
    </>
  );
}
