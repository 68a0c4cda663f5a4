import { isId } from '@/lib/id';
import type { CustomerFilter } from './customer-filter';
import { customerLevels, newTags } from './model';

/** The names under which a filter of the list of customers is written: in an address, and in an export that was asked for. */
export const customerFilterNames = [
  ...['q', 'type', 'state', 'balance', 'manager', 'partner', 'label', 'from', 'to', 'tag', 'level'],
] as const;

/** A filter as it is written. */
export type CustomerFilterText = Readonly<Partial<Record<string, string>>>;

/** The filter that is written there. Words it does not know restrict nothing. */
export function customerFilterOf(text: CustomerFilterText): CustomerFilter {
  const { manager, partner } = { manager: text['manager'] ?? '', partner: text['partner'] ?? '' };
  return {
    q: text['q'] ?? '',
    type: oneOf(['resale', 'referral'], text['type']),
    state: oneOf(['active', 'frozen'], text['state']),
    balance: oneOf(['zero', 'positive'], text['balance']),
    managerId: manager === 'none' || isId('user', manager) ? manager : undefined,
    label: (text['label'] ?? '').slice(0, 128),
    from: text['from'] ?? '',
    to: text['to'] ?? '',
    newTag: oneOf(newTags, text['tag']),
    level: oneOf(customerLevels, text['level']),
    partnerId: isId('organization', partner) ? partner : undefined,
  };
}

const oneOf = <Word extends string>(words: readonly Word[], text: string | undefined): Word | undefined =>
  words.find((word) => word === text);
