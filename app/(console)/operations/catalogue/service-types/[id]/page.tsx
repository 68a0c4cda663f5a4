import { notFound } from 'next/navigation';
import { getLocale, getTranslations } from 'next-intl/server';
import { cache } from 'react';
import { requireScope } from '@/app/_entry/session';
import type { SearchParams } from '@/components/table/hrefs';
import { TextLink } from '@/components/ui/text-link';
import { findServiceEntry, type ServiceEntry } from '@/domain/catalogue/entry-queries';
import { changeable } from '@/domain/catalogue/model';
import { shownOf } from '@/domain/seen-values';
import { isId } from '@/lib/id';
import { localName } from '@/lib/local-name';
import { changeServiceTypeAction, removeServiceTypeAction } from '../../actions';
import { listPath } from '../../catalogue-kinds';
import { AbbreviationField, NameFields } from '../../entry-fields';
import { EntryPage } from '../../entry-page';

interface Params {
  params: Promise<{ id: string }>;
  searchParams: Promise<SearchParams>;
}

const loadEntry = cache(async (id: string): Promise<ServiceEntry> => {
  const scope = await requireScope('catalogue.manage');
  const entry = isId('serviceType', id) ? await findServiceEntry(scope, id) : undefined;
  return entry ?? notFound();
});

export async function generateMetadata({ params }: Params) {
  const [entry, locale] = await Promise.all([params.then(({ id }) => loadEntry(id)), getLocale()]);
  return { title: localName(entry, locale) };
}

export default async function ServiceTypePage({ params, searchParams }: Params) {
  const [entry, query, t, locale] = await Promise.all([
    params.then(({ id }) => loadEntry(id)),
    searchParams,
    getTranslations('catalogue'),
    getLocale(),
  ]);
  return (
    <EntryPage
      kind="service-types"
      id={entry.id}
      idField="serviceTypeId"
      title={localName(entry, locale)}
      query={query}
      facts={[
        { label: t('code'), value: <code className="wrap-anywhere">{entry.code}</code> },
        {
          label: t('kinds.resource-types.title'),
          value: <TextLink href={`${listPath('resource-types')}?under=${entry.id}`}>{entry.parts}</TextLink>,
        },
      ]}
      change={changeServiceTypeAction}
      seen={shownOf(entry, changeable.serviceType)}
      remove={entry.parts > 0 ? undefined : removeServiceTypeAction}
    >
      <NameFields entry={entry} />
      <AbbreviationField value={entry.abbreviation} />
    </EntryPage>
  );
}
