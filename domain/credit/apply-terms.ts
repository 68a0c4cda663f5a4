import { sql } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import type { Actor } from '@/domain/actor';
import { type AccountId, fundsAccounts, netBalance, setFloor } from '@/domain/ledger/post';
import { type Id, idFromUuid, uuidOf } from '@/lib/id';
import { invariant } from '@/lib/invariant';
import { type Currency, type Money, money } from '@/lib/money';
import type { SetTermsInput } from './input';
import { areSameTerms, floorOf, noTerms, type Terms } from './model';

/** Why terms cannot be set at all. */
export const termsRefusals = ['organization_not_found', 'terms_unchanged', 'credit_in_use'] as const;

/** Terms that were written down, and whether the partner's balance allows for them. */
export interface AppliedTerms {
  readonly partner: { readonly id: Id<'organization'>; readonly rootId: Id<'organization'> };
  readonly before: Terms;
  readonly after: Terms;
  /** What the account holds while this transaction lasts; below zero it is credit in use. */
  readonly balance: Money;
  /** The field that leaves less than is in use already; then the floor has not moved, and the caller undoes everything. */
  readonly tooLow: 'creditLimit' | 'designated' | undefined;
}

/**
 * Writes down what the operator has decided and moves the floor to where it says: the terms first, since the floor has to be what the newest
 * of them say. The organization is held alone, so that terms follow one another and no allocation is decided meanwhile.
 *
 * @source docs/decisions/0018-credit-is-a-floor.md
 */
export async function applyTerms(
  tx: Transaction,
  { currency, userId }: Pick<Actor, 'currency' | 'userId'>,
  id: Id<'creditTerms'>,
  input: SetTermsInput,
  refuse: (code: 'organization_not_found' | 'terms_unchanged') => never,
): Promise<AppliedTerms> {
  const { organizationId, creditLimit, designated, owedInvoices, reason } = input;
  const partner = await holdPartner(tx, organizationId);
  const account = partner && (await fundsAccounts(tx, [partner.id], currency)).get(partner.id);
  if (!partner || account === undefined) return refuse('organization_not_found');
  const before = await newestTerms(tx, account, currency);
  const after: Terms = { creditLimit, designated, owedInvoices };
  if (areSameTerms(before, after)) return refuse('terms_unchanged');
  invariant(userId !== null, 'people set terms');
  // The balance is held before the terms are stamped, so that whatever is posted under the old ones is older than they are.
  await setFloor(tx, account, floorOf(before));
  await tx.insert(schema.creditTerms).values({
    id,
    organizationId: partner.id,
    rootId: partner.rootId,
    accountId: account,
    currency,
    creditLimitMinor: creditLimit.minor,
    designatedMinor: designated.minor,
    owedInvoicesMinor: owedInvoices.minor,
    creditLimitWasMinor: before.creditLimit.minor,
    designatedWasMinor: before.designated.minor,
    owedInvoicesWasMinor: before.owedInvoices.minor,
    reason,
    userId,
  });
  const isSet = await setFloor(tx, account, floorOf(after));
  // Held by now, so it is the balance that was compared.
  const net = await netBalance(tx, account);
  const tooLow = -net > creditLimit.minor ? 'creditLimit' : 'designated';
  return { partner, before, after, balance: money(net, currency), tooLow: isSet ? undefined : tooLow };
}

async function holdPartner(tx: Transaction, id: Id<'organization'>): Promise<AppliedTerms['partner'] | undefined> {
  const { rows } = await tx.execute<{ id: string; root_id: string }>(
    sql`select id, root_id from organizations where id = ${uuidOf(id)}::uuid and kind in ('distributor', 'solution_provider') for no key update`,
  );
  const [row] = rows;
  return row && { id: idFromUuid('organization', row.id), rootId: idFromUuid('organization', row.root_id) };
}

async function newestTerms(tx: Transaction, account: AccountId, currency: Currency): Promise<Terms> {
  const { rows } = await tx.execute<{ credit: string; designated: string; owed: string }>(
    sql`select credit_limit_minor as credit, designated_minor as designated, owed_invoices_minor as owed from credit_terms
      where account_id = ${account}::bigint order by created_at desc, id desc limit 1`,
  );
  const [row] = rows;
  if (!row) return noTerms(currency);
  const of = (minor: string): Money => money(BigInt(minor), currency);
  return { creditLimit: of(row.credit), designated: of(row.designated), owedInvoices: of(row.owed) };
}
