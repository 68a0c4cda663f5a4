import { type SQL, sql } from 'drizzle-orm';
import { type Currency, type Money, money } from '@/lib/money';
import { endsSoon, usableMinor } from './coupon-state-now';

/** How many coupons or quotas, and what is left in them. */
export interface CouponSum {
  readonly count: number;
  readonly left: Money;
}

/** The coupons that can be used, and of those the ones about to expire. */
export interface HeldCoupons {
  readonly usable: CouponSum;
  readonly soon: CouponSum;
}

/** Adds up coupons `c` with their balances `b`, as `HeldRow`; the query around it leaves only those that can be used. */
export const heldSums: SQL = sql`count(c.id)::int as count, coalesce(sum(${usableMinor}), 0)::text as left,
  count(*) filter (where ${endsSoon})::int as soon, coalesce(sum(${usableMinor}) filter (where ${endsSoon}), 0)::text as soon_left`;

/** What `heldSums` selects. */
export type HeldRow = { count: number; left: string; soon: number; soon_left: string };

/** Reads what `heldSums` has selected; nothing is no coupons. */
export const heldOf = (row: HeldRow | undefined, currency: Currency): HeldCoupons => ({
  usable: { count: row?.count ?? 0, left: money(BigInt(row?.left ?? 0), currency) },
  soon: { count: row?.soon ?? 0, left: money(BigInt(row?.soon_left ?? 0), currency) },
});
