import { getLocale, getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { listUnitOptions } from '@/domain/catalogue/unit-queries';
import { localName } from '@/lib/local-name';
import { addConversionAction } from '../../actions';
import { RatioField, UnderField } from '../../entry-fields';
import { NewEntry } from '../../new-entry';

export async function generateMetadata() {
  const t = await getTranslations('catalogue');
  return { title: t('kinds.conversions.add') };
}

export default async function NewConversionPage() {
  const [scope, t, locale] = await Promise.all([
    requireScope('catalogue.manage'),
    getTranslations('catalogue'),
    getLocale(),
  ]);
  const units = (await listUnitOptions(scope)).map((unit) => ({
    id: unit.id,
    code: t('unitOption', { family: t(`families.${unit.family}`), name: localName(unit, locale), number: unit.number }),
  }));
  return (
    <NewEntry kind="conversions" action={addConversionAction}>
      <UnderField name="unitId" label={t('unit')} options={units} chosen="" />
      <UnderField name="refUnitId" label={t('reference')} options={units} chosen="" />
      <RatioField />
    </NewEntry>
  );
}
