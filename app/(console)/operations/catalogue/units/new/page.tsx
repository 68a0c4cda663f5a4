import { getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { SelectField } from '@/components/form/select-field';
import { TextField } from '@/components/form/text-field';
import { measureFamilies } from '@/domain/catalogue/model';
import { addMeasureUnitAction } from '../../actions';
import { NewEntry } from '../../new-entry';
import { UnitFields } from '../unit-fields';

export async function generateMetadata() {
  const t = await getTranslations('catalogue');
  return { title: t('kinds.units.add') };
}

export default async function NewMeasureUnitPage() {
  const [, t] = await Promise.all([requireScope('catalogue.manage'), getTranslations('catalogue')]);
  return (
    <NewEntry kind="units" action={addMeasureUnitAction}>
      <TextField
        name="number"
        label={t('number')}
        hint={t('numberHint')}
        inputMode="numeric"
        maxLength={6}
        autoComplete="off"
        required
      />
      <SelectField
        name="family"
        label={t('family')}
        options={measureFamilies.map((family) => ({ value: String(family), label: t(`families.${family}`) }))}
        placeholder={t('choose')}
        defaultValue=""
      />
      <UnitFields />
    </NewEntry>
  );
}
