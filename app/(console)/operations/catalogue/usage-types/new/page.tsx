import { getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { listResourceOptions } from '@/domain/catalogue/entry-queries';
import { addUsageTypeAction } from '../../actions';
import { CodeField, NameFields, UnderField } from '../../entry-fields';
import { NewEntry } from '../../new-entry';

export async function generateMetadata() {
  const t = await getTranslations('catalogue');
  return { title: t('kinds.usage-types.add') };
}

/** A new entry under one that the address may name. */
export default async function NewUsageTypePage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, t] = await Promise.all([
    searchParams,
    requireScope('catalogue.manage'),
    getTranslations('catalogue'),
  ]);
  return (
    <NewEntry kind="usage-types" action={addUsageTypeAction}>
      <UnderField
        name="resourceTypeId"
        label={t('kinds.resource-types.one')}
        options={await listResourceOptions(scope)}
        chosen={paramOf(params, 'under')}
      />
      <CodeField example="Duration" />
      <NameFields />
    </NewEntry>
  );
}
