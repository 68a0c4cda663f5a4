import { notFound } from 'next/navigation';
import { getLocale, getTranslations } from 'next-intl/server';
import { cache } from 'react';
import { requireScope } from '@/app/_entry/session';
import type { SearchParams } from '@/components/table/hrefs';
import { TextLink } from '@/components/ui/text-link';
import { findResourceEntry, type ResourceEntry } from '@/domain/catalogue/entry-queries';
import { changeable } from '@/domain/catalogue/model';
import { shownOf } from '@/domain/seen-values';
import { isId } from '@/lib/id';
import { localName } from '@/lib/local-name';
import { changeResourceTypeAction, removeResourceTypeAction } from '../../actions';
import { entryPath, listPath } from '../../catalogue-kinds';
import { DescriptionFields, NameFields } from '../../entry-fields';
import { EntryPage } from '../../entry-page';

interface Params {
  params: Promise<{ id: string }>;
  searchParams: Promise<SearchParams>;
}

const loadEntry = cache(async (id: string): Promise<ResourceEntry> => {
  const scope = await requireScope('catalogue.manage');
  const entry = isId('resourceType', id) ? await findResourceEntry(scope, id) : undefined;
  return entry ?? notFound();
});

export async function generateMetadata({ params }: Params) {
  const [entry, locale] = await Promise.all([params.then(({ id }) => loadEntry(id)), getLocale()]);
  return { title: localName(entry, locale) };
}

export default async function ResourceTypePage({ params, searchParams }: Params) {
  const [entry, query, t, locale] = await Promise.all([
    params.then(({ id }) => loadEntry(id)),
    searchParams,
    getTranslations('catalogue'),
    getLocale(),
  ]);
  return (
    <EntryPage
      kind="resource-types"
      id={entry.id}
      idField="resourceTypeId"
      title={localName(entry, locale)}
      query={query}
      facts={[
        { label: t('code'), value: <code className="wrap-anywhere">{entry.code}</code> },
        {
          label: t('kinds.service-types.one'),
          value: (
            <TextLink href={entryPath('service-types', entry.under.id)}>{localName(entry.under, locale)}</TextLink>
          ),
        },
        {
          label: t('kinds.usage-types.title'),
          value: <TextLink href={`${listPath('usage-types')}?under=${entry.id}`}>{entry.parts}</TextLink>,
        },
      ]}
      change={changeResourceTypeAction}
      seen={shownOf(entry, changeable.resourceType)}
      remove={entry.parts > 0 ? undefined : removeResourceTypeAction}
    >
      <NameFields entry={entry} />
      <DescriptionFields entry={entry} />
    </EntryPage>
  );
}
