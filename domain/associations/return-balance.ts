import { executePrepared, type Transaction } from '@/db/client';
import type { Actor } from '@/domain/actor';
import { insertAdjustments } from '@/domain/funds/record-adjustments';
import { type AccountId, fundsAccounts, netBalance, postBatch } from '@/domain/ledger/post';
import { asKind, type Id, newId } from '@/lib/id';
import { invariant } from '@/lib/invariant';
import { type Money, money } from '@/lib/money';
import type { Relation } from './hold-relation';

/** A customer's whole balance on its way back to where it came from. */
export interface Return {
  readonly amount: Money;
  readonly from: AccountId;
  readonly to: AccountId;
}

/**
 * What a resale customer has to give back when its relation ends: all of it, or undefined when it has nothing. A referral customer owes
 * nothing: what it holds has never been its partner's.
 *
 * The relation is held, and whatever moves a customer's money holds it too, so the balance stays what it is until this transaction ends.
 *
 * @source spec/13 L8
 */
export async function findReturn(tx: Transaction, relation: Relation): Promise<Return | undefined> {
  if (relation.type !== 'resale') return undefined;
  const customer = asKind('organization', relation.customerId);
  const accounts = await fundsAccounts(tx, [relation.organizationId, customer], relation.currency);
  const from = accounts.get(customer);
  const net = from === undefined ? 0n : await netBalance(tx, from);
  if (from === undefined || net === 0n) return undefined;
  const to = accounts.get(relation.organizationId);
  invariant(to !== undefined, 'whoever has given money has an account');
  return { amount: money(net, relation.currency), from, to };
}

/**
 * Posts a return with its adjustment record, whose id is the change's: the receipt of the request then names both.
 *
 * Balances are locked from here to the commit, so this is called last.
 *
 * @returns the transfer's id, for the audit and the event
 */
export async function returnBalance(
  tx: Transaction,
  actor: Actor,
  relation: Relation,
  back: Return & { readonly changeId: Id<'associationChange'> },
): Promise<Id<'transfer'>> {
  const transferId = newId('transfer');
  const transfer = { id: transferId, kind: 'unbind', debit: back.from, credit: back.to, amount: back.amount } as const;
  const [posting] = await postBatch(tx, [transfer]);
  invariant(posting?.outcome === 'posted', 'what a held customer has can be returned');
  invariant((await netBalance(tx, back.from)) === 0n, 'nothing stays with a customer that has left');
  const record = {
    id: asKind('adjustment', back.changeId),
    organizationId: relation.organizationId,
    rootId: relation.rootId,
    kind: 'unbind',
    counterpartyKind: 'customer',
    counterpartyId: asKind('organization', relation.customerId),
    amount: back.amount,
    transferId,
    actingOrganizationId: actor.organizationId,
    userId: actor.userId,
    apiKeyId: actor.apiKeyId,
    memo: null,
    postedAt: posting.postedAt,
  } as const;
  await executePrepared(tx, insertAdjustments([record]));
  return transferId;
}
