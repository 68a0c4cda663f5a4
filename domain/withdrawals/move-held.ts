import type { Transaction } from '@/db/client';
import {
  type AccountId,
  fundsAccounts,
  openAccount,
  openAccounts,
  type Posting,
  postBatch,
} from '@/domain/ledger/post';
import { type Id, newId } from '@/lib/id';
import { invariant } from '@/lib/invariant';
import type { Currency, Money } from '@/lib/money';

/** Money of a partner that is on its way out. */
export interface HeldMoney {
  readonly organizationId: Id<'organization'>;
  readonly amount: Money;
}

/** Where held money goes: to the bank of that operator, to the payment providers it deals with, or back to whose it was. */
export type Way = { readonly pay: Id<'organization'> } | { readonly refund: Id<'organization'> } | 'release';

/** One movement of held money. `short` and `invalid` moved nothing. */
export interface HeldMove {
  readonly transferId: Id<'transfer'>;
  readonly outcome: Posting['outcome'];
}

/**
 * Moves money that is held, each amount by itself: one that cannot be moved does not keep the others. Balances are locked from here to the
 * commit, so this is called last.
 *
 * @param held of one currency
 * @returns in the order of `held`
 */
export async function moveHeld(tx: Transaction, way: Way, held: readonly HeldMoney[]): Promise<HeldMove[]> {
  const currency = held[0]?.amount.currency;
  if (!currency) return [];
  const owners = [...new Set(held.map(({ organizationId }) => organizationId))];
  const numbers = await openAccounts(
    tx,
    'held',
    currency,
    owners.map((owner) => ({ owner, subject: null })),
  );
  const from = new Map(owners.map((owner, at) => [owner, numbers[at]]));
  const funds = way === 'release' ? await fundsAccounts(tx, owners, currency) : undefined;
  const outside = way === 'release' ? undefined : await outsideOf(tx, way, currency);
  const transfers = held.map(({ organizationId, amount }) => {
    const kind = way === 'release' ? ('withdraw_release' as const) : ('withdraw_pay' as const);
    const debit = from.get(organizationId);
    const credit: AccountId | undefined = funds?.get(organizationId) ?? outside;
    invariant(debit !== undefined && credit !== undefined, 'whoever holds money out has accounts');
    return { id: newId('transfer'), kind, debit, credit, amount };
  });
  const postings = await postBatch(tx, transfers);
  return transfers.map(({ id }, at) => ({ transferId: id, outcome: postings[at]?.outcome ?? 'invalid' }));
}

const outsideOf = (tx: Transaction, way: Exclude<Way, 'release'>, currency: Currency): Promise<AccountId> =>
  'pay' in way
    ? openAccount(tx, way.pay, 'bank_clearing', currency)
    : openAccount(tx, way.refund, 'payment_clearing', currency);

/**
 * Gives back one amount, which is there as long as its withdrawal is held.
 *
 * @param refuse called under the emergency brake, which alone keeps it where it is
 * @returns the transfer
 */
export async function releaseHeld(tx: Transaction, held: HeldMoney, refuse: () => never): Promise<Id<'transfer'>> {
  const [transferId] = await releaseAll(tx, [held], refuse);
  invariant(transferId, 'one amount moves once');
  return transferId;
}

/** The same for several. @returns the transfers in the order of `held` */
export async function releaseAll(
  tx: Transaction,
  held: readonly HeldMoney[],
  refuse: () => never,
): Promise<Id<'transfer'>[]> {
  const moves = await moveHeld(tx, 'release', held);
  invariant(
    moves.every(({ outcome }) => outcome !== 'short'),
    'what is held can be given back',
  );
  if (moves.some(({ outcome }) => outcome === 'invalid')) refuse();
  return moves.map(({ transferId }) => transferId);
}
