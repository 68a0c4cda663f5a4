import { getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { listServiceOptions } from '@/domain/catalogue/entry-queries';
import { addResourceTypeAction } from '../../actions';
import { CodeField, DescriptionFields, NameFields, UnderField } from '../../entry-fields';
import { NewEntry } from '../../new-entry';

export async function generateMetadata() {
  const t = await getTranslations('catalogue');
  return { title: t('kinds.resource-types.add') };
}

/** A new entry under one that the address may name. */
export default async function NewResourceTypePage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, t] = await Promise.all([
    searchParams,
    requireScope('catalogue.manage'),
    getTranslations('catalogue'),
  ]);
  return (
    <NewEntry kind="resource-types" action={addResourceTypeAction}>
      <UnderField
        name="serviceTypeId"
        label={t('kinds.service-types.one')}
        options={await listServiceOptions(scope)}
        chosen={paramOf(params, 'under')}
      />
      <CodeField example="hws.resource.type.vm" />
      <NameFields />
      <DescriptionFields />
    </NewEntry>
  );
}
