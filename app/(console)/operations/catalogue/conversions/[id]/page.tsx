import { notFound } from 'next/navigation';
import { getLocale, getTranslations } from 'next-intl/server';
import { cache } from 'react';
import { requireScope } from '@/app/_entry/session';
import type { SearchParams } from '@/components/table/hrefs';
import { changeable } from '@/domain/catalogue/model';
import { type ConversionEntry, findConversionEntry } from '@/domain/catalogue/unit-queries';
import { shownOf } from '@/domain/seen-values';
import { isId } from '@/lib/id';
import { localName } from '@/lib/local-name';
import { changeConversionAction, removeConversionAction } from '../../actions';
import { RatioField } from '../../entry-fields';
import { EntryPage } from '../../entry-page';

interface Params {
  params: Promise<{ id: string }>;
  searchParams: Promise<SearchParams>;
}

const loadEntry = cache(async (id: string): Promise<ConversionEntry> => {
  const scope = await requireScope('catalogue.manage');
  const entry = isId('unitConversion', id) ? await findConversionEntry(scope, id) : undefined;
  return entry ?? notFound();
});

async function titleOf(entry: ConversionEntry): Promise<string> {
  const [t, locale] = await Promise.all([getTranslations('catalogue'), getLocale()]);
  return t('pair', { unit: localName(entry.unit, locale), reference: localName(entry.reference, locale) });
}

export async function generateMetadata({ params }: Params) {
  return { title: await titleOf(await loadEntry((await params).id)) };
}

export default async function ConversionPage({ params, searchParams }: Params) {
  const [entry, query, t] = await Promise.all([
    params.then(({ id }) => loadEntry(id)),
    searchParams,
    getTranslations('catalogue'),
  ]);
  return (
    <EntryPage
      kind="conversions"
      id={entry.id}
      idField="conversionId"
      title={await titleOf(entry)}
      query={query}
      facts={[
        { label: t('unit'), value: entry.unit.number },
        { label: t('reference'), value: entry.reference.number },
        { label: t('family'), value: t(`families.${entry.family}`) },
      ]}
      change={changeConversionAction}
      seen={shownOf(entry, changeable.conversion)}
      remove={removeConversionAction}
    >
      <RatioField value={entry.ratio} />
    </EntryPage>
  );
}
