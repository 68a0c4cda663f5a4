import { getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { addServiceTypeAction } from '../../actions';
import { AbbreviationField, CodeField, NameFields } from '../../entry-fields';
import { NewEntry } from '../../new-entry';

export async function generateMetadata() {
  const t = await getTranslations('catalogue');
  return { title: t('kinds.service-types.add') };
}

export default async function NewServiceTypePage() {
  await requireScope('catalogue.manage');
  return (
    <NewEntry kind="service-types" action={addServiceTypeAction}>
      <CodeField example="hws.service.type.ec2" />
      <NameFields />
      <AbbreviationField />
    </NewEntry>
  );
}
