import { getLocale, getTranslations } from 'next-intl/server';
import type { Column } from '@/components/table/data-table';
import type { Filter } from '@/components/table/filter-bar';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { TextLink } from '@/components/ui/text-link';
import type { EntryName } from '@/domain/catalogue/entry-queries';
import { measureFamilies } from '@/domain/catalogue/model';
import { localName } from '@/lib/local-name';
import { type CatalogueKind, entryPath, listPath } from './catalogue-kinds';

type Under = EntryName & { readonly id: string };

/** What every entry with a code is listed by. */
export async function nameColumns(): Promise<Column<EntryName>[]> {
  const t = await getTranslations('catalogue');
  return [
    { id: 'code', header: t('code'), isKey: true, cell: ({ code }) => <code className="wrap-anywhere">{code}</code> },
    { id: 'name', header: t('name'), isText: true, cell: ({ name }) => name },
    { id: 'nameEn', header: t('nameEn'), isText: true, cell: ({ nameEn }) => nameEn },
  ];
}

/** The entry of `kind` that one belongs to, with the way there. */
export async function underColumn(kind: CatalogueKind): Promise<Column<{ readonly under: Under }>> {
  const [t, locale] = await Promise.all([getTranslations('catalogue'), getLocale()]);
  return {
    id: 'under',
    header: t(`kinds.${kind}.one`),
    cell: ({ under }) => <TextLink href={entryPath(kind, under.id)}>{localName(under, locale)}</TextLink>,
  };
}

/** How many entries of `kind` belong to one, with the way to them. */
export async function partsColumn(
  kind: CatalogueKind,
): Promise<Column<{ readonly id: string; readonly parts: number }>> {
  const t = await getTranslations('catalogue');
  return {
    id: 'parts',
    header: t(`kinds.${kind}.title`),
    align: 'end',
    cell: ({ id, parts }) => <TextLink href={`${listPath(kind)}?under=${id}`}>{parts}</TextLink>,
  };
}

/** Filters by words and by what entries belong to, which is of `kind`. */
export async function underFilters(kind: CatalogueKind, options: readonly Under[]): Promise<Filter[]> {
  const t = await getTranslations('catalogue');
  return [
    { kind: 'search', name: 'q', label: t('search') },
    {
      kind: 'select',
      name: 'under',
      label: t(`kinds.${kind}.one`),
      options: options.map(({ id, code }) => ({ value: id, label: code })),
    },
  ];
}

/** The filter of what is measured, by family. */
export async function familyFilters(): Promise<Filter[]> {
  const t = await getTranslations('catalogue');
  const options = measureFamilies.map((family) => ({ value: String(family), label: t(`families.${family}`) }));
  return [{ kind: 'select', name: 'family', label: t('family'), options }];
}

/** The family the address asks for, if it names one. */
export const familyOf = (params: SearchParams): (typeof measureFamilies)[number] | undefined =>
  measureFamilies.find((each) => String(each) === paramOf(params, 'family'));
