import { hrefWith, paramOf, type SearchParams } from '@/components/table/hrefs';
import type { CustomerFilter } from '@/domain/customers/customer-filter';
import { customerFilterNames, customerFilterOf } from '@/domain/customers/filter-text';
import { type CustomerSort, viewQuery } from '@/domain/customers/model';
import { type PageRequest, pageRequest } from '@/lib/cursor';
import { type ColumnId, columnIds } from './column-ids';

/** The filter an address stands for. */
export const customerFilter = (params: SearchParams): CustomerFilter =>
  customerFilterOf(Object.fromEntries(customerFilterNames.map((name) => [name, paramOf(params, name)])));

/** The orders an address can name. */
export const sorts = ['newest', 'oldest', 'name'] as const;
/** The page sizes it can name. */
export const sizes = ['20', '50', '100'] as const;

/** The order and the size of the pages an address asks for, and the columns if it names any. */
export function listChoices(params: SearchParams): {
  sort: (typeof sorts)[number];
  size: (typeof sizes)[number];
  columns: readonly ColumnId[] | undefined;
} {
  const named = [params['columns'] ?? []].flat().flatMap((text) => text.split(','));
  const columns = columnIds.filter((id) => named.includes(id));
  return {
    sort: oneOf(sorts, paramOf(params, 'sort')) ?? 'newest',
    size: oneOf(sizes, paramOf(params, 'size')) ?? '50',
    columns: columns.length > 0 ? columns : undefined,
  };
}

/** Names are sorted as they are shown: in the language of the page. */
export const customerSort = (params: SearchParams, locale: string): CustomerSort => {
  const { sort } = listChoices(params);
  return sort === 'name' && locale === 'en' ? 'name_en' : sort;
};

/** The page an address asks for. */
export function customerPage(params: SearchParams): PageRequest<'association'> {
  const { sort, size } = listChoices(params);
  return pageRequest(params, { key: sort === 'name' ? 'text' : 'instant', id: 'association' }, Number(size));
}

/** What of an address a saved view would keep. */
export const currentQuery = (params: SearchParams): string =>
  viewQuery(hrefWith('', params, { after: undefined, before: undefined }).slice(1)) ?? '';

const oneOf = <Word extends string>(words: readonly Word[], text: string): Word | undefined =>
  words.find((word) => word === text);
