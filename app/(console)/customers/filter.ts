import { hrefWith, paramOf, type SearchParams } from '@/components/table/hrefs';
import type { CustomerFilter } from '@/domain/customers/customer-filter';
import { type CustomerSort, customerLevels, newTags, viewQuery } from '@/domain/customers/model';
import { type PageRequest, pageRequest } from '@/lib/cursor';
import { isId } from '@/lib/id';
import { type ColumnId, columnIds } from './column-ids';

/** The filter an address stands for. Words it does not know restrict nothing. */
export function customerFilter(params: SearchParams): CustomerFilter {
  const manager = paramOf(params, 'manager');
  const partner = paramOf(params, 'partner');
  return {
    q: paramOf(params, 'q'),
    type: oneOf(['resale', 'referral'], paramOf(params, 'type')),
    state: oneOf(['active', 'frozen'], paramOf(params, 'state')),
    balance: oneOf(['zero', 'positive'], paramOf(params, 'balance')),
    managerId: manager === 'none' || isId('user', manager) ? manager : undefined,
    label: paramOf(params, 'label').slice(0, 128),
    from: paramOf(params, 'from'),
    to: paramOf(params, 'to'),
    newTag: oneOf(newTags, paramOf(params, 'tag')),
    level: oneOf(customerLevels, paramOf(params, 'level')),
    partnerId: isId('organization', partner) ? partner : undefined,
  };
}

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
