import { notFound } from 'next/navigation';
import { getLocale, getTranslations } from 'next-intl/server';
import { cache } from 'react';
import { requireScope } from '@/app/_entry/session';
import type { SearchParams } from '@/components/table/hrefs';
import { TextLink } from '@/components/ui/text-link';
import { findUsageEntry, type UsageEntry } from '@/domain/catalogue/entry-queries';
import { changeable } from '@/domain/catalogue/model';
import { shownOf } from '@/domain/seen-values';
import { isId } from '@/lib/id';
import { localName } from '@/lib/local-name';
import { changeUsageTypeAction, removeUsageTypeAction } from '../../actions';
import { entryPath } from '../../catalogue-kinds';
import { NameFields } from '../../entry-fields';
import { EntryPage } from '../../entry-page';

interface Params {
  params: Promise<{ id: string }>;
  searchParams: Promise<SearchParams>;
}

const loadEntry = cache(async (id: string): Promise<UsageEntry> => {
  const scope = await requireScope('catalogue.manage');
  const entry = isId('usageType', id) ? await findUsageEntry(scope, id) : undefined;
  return entry ?? notFound();
});

export async function generateMetadata({ params }: Params) {
  const [entry, locale] = await Promise.all([params.then(({ id }) => loadEntry(id)), getLocale()]);
  return { title: localName(entry, locale) };
}

export default async function UsageTypePage({ params, searchParams }: Params) {
  const [entry, query, t, locale] = await Promise.all([
    params.then(({ id }) => loadEntry(id)),
    searchParams,
    getTranslations('catalogue'),
    getLocale(),
  ]);
  return (
    <EntryPage
      kind="usage-types"
      id={entry.id}
      idField="usageTypeId"
      title={localName(entry, locale)}
      query={query}
      facts={[
        { label: t('code'), value: <code className="wrap-anywhere">{entry.code}</code> },
        {
          label: t('kinds.resource-types.one'),
          value: (
            <TextLink href={entryPath('resource-types', entry.under.id)}>{localName(entry.under, locale)}</TextLink>
          ),
        },
      ]}
      change={changeUsageTypeAction}
      seen={shownOf(entry, changeable.usageType)}
      remove={removeUsageTypeAction}
    >
      <NameFields entry={entry} />
    </EntryPage>
  );
}
