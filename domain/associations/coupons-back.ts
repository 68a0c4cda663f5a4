import { type SQL, sql } from 'drizzle-orm';
import { type Currency, type Money, money } from '@/lib/money';

/** Of how many coupons something goes back, and how much in all. */
export interface CouponsBack {
  readonly count: number;
  readonly amount: Money;
}

/** What the expressions of this file select. */
export type CouponsBackRow = { count: number; minor: string };

/** Of coupons a customer has from a partner, what would go back now, as domain/coupons/return-coupons.ts does it. */
export const couponsHeld = (organization: SQL, customer: SQL): SQL =>
  sql`(select jsonb_build_object('count', count(*), 'minor', coalesce(sum(b.credits_minor - b.debits_minor), 0)::text)
    from coupons cp join ledger_balances b on b.account_id = cp.account_id
   where cp.organization_id = ${organization} and cp.customer_id = ${customer} and cp.state in ('usable', 'used') and b.credits_minor > b.debits_minor)`;

/** What went back with a change. What then went on to a distributor is not the customer's matter, and not counted twice. */
export const couponsReturned = (change: SQL): SQL =>
  sql`(select jsonb_build_object('count', count(*), 'minor', coalesce(sum(cr.amount_minor), 0)::text)
    from coupon_records cr where cr.operation_id = ${change} and cr.kind in ('unbind', 'switch') and cr.refusal is null)`;

/** Reads what these expressions select. */
export const couponsBackOf = ({ count, minor }: CouponsBackRow, currency: Currency): CouponsBack => ({
  count,
  amount: money(BigInt(minor), currency),
});
