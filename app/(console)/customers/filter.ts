import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { customerFilterNames, customerFilterOf } from '@/domain/customers/filter-text';
import type { CustomerFilter } from '@/domain/customers/queries';

/** The filter an address stands for. */
export const customerFilter = (params: SearchParams): CustomerFilter =>
  customerFilterOf(Object.fromEntries(customerFilterNames.map((name) => [name, paramOf(params, name)])));
