import { sql } from 'drizzle-orm';
import type { Transaction } from '@/db/client';
import type { Actor } from '@/domain/actor';
import { asKind, type Id, uuidOf } from '@/lib/id';
import { type Money, money, sum } from '@/lib/money';
import { giveBack } from './give-back';
import { holdCoupons } from './hold-coupons';
import type { ReturnKind } from './model';

/**
 * Puts everything that is left of a customer's coupons from one partner back into the quotas they were cut from, in the transaction of what
 * makes it necessary: a parting, a switch, a new relation. Coupons that an order has locked go back too; the order then has to do without.
 *
 * The caller holds the relation. Called after everything else but money, since balances are locked from here to the commit.
 *
 * @param operationId the id the caller's command returns
 * @returns how much went back in all, and of how many coupons
 * @source spec/05 §5.3, spec/13 L8
 */
export async function returnCoupons(
  tx: Transaction,
  actor: Actor,
  relation: {
    readonly organizationId: Id<'organization'>;
    readonly customerId: Id<'customer'>;
    readonly currency: Money['currency'];
  },
  why: { readonly action: string; readonly operationId: Id<'associationChange'>; readonly kind: ReturnKind },
): Promise<{ readonly count: number; readonly amount: Money }> {
  const { organizationId, customerId, currency } = relation;
  const coupons = await holdCoupons(
    tx,
    sql`coupons.organization_id = ${uuidOf(organizationId)}::uuid and coupons.customer_id = ${uuidOf(customerId)}::uuid and (coupons.state = 'usable'
      or (coupons.state = 'used' and exists (select 1 from ledger_balances b where b.account_id = coupons.account_id and b.credits_minor > b.debits_minor)))`,
  );
  const operation = { action: why.action, id: asKind('couponOperation', why.operationId) };
  const given = await giveBack(tx, actor, operation, { coupons, kind: why.kind });
  const amounts = given.map(({ amount }) => amount);
  return { count: given.length, amount: given.length > 0 ? sum(amounts, currency) : money(0n, currency) };
}
