import { bareId, type Id, idFromBare } from '@/lib/id';
import type { StatementAccount } from './model';

/** What ends the number: a transfer that crosses zero is a line of both accounts. */
const lineOf = { recharge: 0, credit: 1 } as const satisfies Record<StatementAccount, number>;

/**
 * The number of a line of a statement, as people and the partner API write it: `AC…-0`. Both sides of a transfer call it the same, and it never
 * changes.
 *
 * @param id the transfer, or the terms that changed the credit limit
 * @source spec/06 §6.4
 */
export const movementNumber = (id: Id<'transfer' | 'creditTerms'>, account: StatementAccount): string =>
  `AC${bareId(id)}-${lineOf[account]}`;

/** What a number of a line names, whichever line of it; undefined for any other text. */
export function movementIdOf(text: string): Id<'transfer'> | undefined {
  const [, bare = ''] = /^AC([0-9A-Z]{26})(?:-[01])?$/i.exec(text) ?? [];
  return idFromBare('transfer', bare);
}
