import { type SQL, sql } from 'drizzle-orm';
import type { Transaction } from '@/db/client';
import type { Actor } from '@/domain/actor';
import { asKind, type Id, uuidOf } from '@/lib/id';
import { type Money, money, sum } from '@/lib/money';
import { giveBack } from './give-back';
import { holdCoupons } from './hold-coupons';
import type { ReturnKind } from './model';

/** Whose coupons, from which partner. */
interface Issued {
  readonly organizationId: Id<'organization'>;
  readonly customerId: Id<'customer'>;
  readonly currency: Money['currency'];
}

/** What makes it necessary, and the id its command returns. */
interface Cause {
  readonly action: string;
  readonly operationId: Id<'associationChange' | 'association'>;
  readonly kind: ReturnKind;
}

/** How much went back in all, and of how many coupons. */
interface Returned {
  readonly count: number;
  readonly amount: Money;
}

/**
 * Puts everything that is left of a customer's coupons from one partner back into the quotas they were cut from, in the transaction of what
 * makes it necessary: a parting, a switch. Coupons that an order has locked go back too; the order then has to do without.
 *
 * The caller holds the relation. Called after everything else but money, since balances are locked from here to the commit.
 *
 * @source spec/05 §5.3, spec/13 L8
 */
export const returnCoupons = (tx: Transaction, actor: Actor, issued: Issued, cause: Cause): Promise<Returned> =>
  giveBackFrom(tx, actor, sql`coupons.organization_id = ${uuidOf(issued.organizationId)}::uuid`, issued, cause);

/**
 * The same for what a customer has from any other partner, when it becomes this one's. There should be nothing: a parting has returned it.
 * Should something have been left, nobody else would ever take it back.
 *
 * @source spec/05 §5.3 (7)
 */
export const returnCouponsOfOthers = (tx: Transaction, actor: Actor, issued: Issued, cause: Cause): Promise<Returned> =>
  giveBackFrom(tx, actor, sql`coupons.organization_id <> ${uuidOf(issued.organizationId)}::uuid`, issued, cause);

async function giveBackFrom(
  tx: Transaction,
  actor: Actor,
  from: SQL,
  { customerId, currency }: Issued,
  { action, operationId, kind }: Cause,
): Promise<Returned> {
  const coupons = await holdCoupons(
    tx,
    sql`${from} and coupons.customer_id = ${uuidOf(customerId)}::uuid and (coupons.state = 'usable'
      or (coupons.state = 'used' and exists (select 1 from ledger_balances b where b.account_id = coupons.account_id and b.credits_minor > b.debits_minor)))`,
  );
  const operation = { action, id: asKind('couponOperation', operationId) };
  const given = await giveBack(tx, actor, operation, { coupons, kind });
  const amounts = given.map(({ amount }) => amount);
  return { count: given.length, amount: given.length > 0 ? sum(amounts, currency) : money(0n, currency) };
}
