import { paramOf, type SearchParams } from '@/components/table/hrefs';
import type { CustomerFilter } from '@/domain/customers/customer-filter';
import { isId } from '@/lib/id';

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
    partnerId: isId('organization', partner) ? partner : undefined,
  };
}

const oneOf = <Word extends string>(words: readonly Word[], text: string): Word | undefined =>
  words.find((word) => word === text);
