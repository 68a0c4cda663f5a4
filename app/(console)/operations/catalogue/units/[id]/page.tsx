import { notFound } from 'next/navigation';
import { getLocale, getTranslations } from 'next-intl/server';
import { cache } from 'react';
import { requireScope } from '@/app/_entry/session';
import type { SearchParams } from '@/components/table/hrefs';
import { changeable } from '@/domain/catalogue/model';
import { findUnitEntry, type UnitEntry } from '@/domain/catalogue/unit-queries';
import { shownOf } from '@/domain/seen-values';
import { isId } from '@/lib/id';
import { localName } from '@/lib/local-name';
import { changeMeasureUnitAction, removeMeasureUnitAction } from '../../actions';
import { EntryPage } from '../../entry-page';
import { UnitFields } from '../unit-fields';

interface Params {
  params: Promise<{ id: string }>;
  searchParams: Promise<SearchParams>;
}

const loadEntry = cache(async (id: string): Promise<UnitEntry> => {
  const scope = await requireScope('catalogue.manage');
  const entry = isId('measureUnit', id) ? await findUnitEntry(scope, id) : undefined;
  return entry ?? notFound();
});

async function titleOf(entry: UnitEntry): Promise<string> {
  return localName(entry, await getLocale());
}

export async function generateMetadata({ params }: Params) {
  return { title: await titleOf(await loadEntry((await params).id)) };
}

export default async function MeasureUnitPage({ params, searchParams }: Params) {
  const [entry, query, t] = await Promise.all([
    params.then(({ id }) => loadEntry(id)),
    searchParams,
    getTranslations('catalogue'),
  ]);
  return (
    <EntryPage
      kind="units"
      id={entry.id}
      idField="measureUnitId"
      title={await titleOf(entry)}
      query={query}
      facts={[
        { label: t('number'), value: entry.number },
        { label: t('family'), value: t(`families.${entry.family}`) },
        { label: t('kinds.conversions.title'), value: entry.parts },
      ]}
      change={changeMeasureUnitAction}
      seen={shownOf(entry, changeable.measureUnit)}
      remove={entry.parts > 0 ? undefined : removeMeasureUnitAction}
    >
      <UnitFields unit={entry} />
    </EntryPage>
  );
}
