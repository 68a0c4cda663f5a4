import { type SQL, sql } from 'drizzle-orm';
import { lockHours } from './model';

/** How many days before its end a coupon is about to expire. */
export const soonDays = 7;

/** Whether a coupon of the table `c` can still be used, as of now: one whose time has passed is expired even before the books say so. */
export const isUsableNow: SQL = sql`(c.state = 'usable' and c.expires_at > now())`;

/**
 * The order that a coupon of `c` is locked for, as of now: null once that has given it up (see `isLocked` of hold-coupons.ts), for the coupon
 * can then be taken back.
 */
export const lockOrderNow: SQL = sql`(case when c.locked_at > now() - make_interval(hours => ${lockHours}::int) then c.lock_order_id end)`;

/** Whether a usable coupon of `c` is about to expire. */
export const endsSoon: SQL = sql`(${isUsableNow} and c.expires_at <= now() + make_interval(days => ${soonDays}))`;

/** What a coupon of `c` with the balance `b` can still be used for: nothing once it cannot be used any more. */
export const usableMinor: SQL = sql`(case when ${isUsableNow} then b.credits_minor - b.debits_minor else 0 end)`;
