import { type SQL, sql } from 'drizzle-orm';

/** How many days before its end a coupon is about to expire. */
export const soonDays = 7;

/** Whether a coupon of the table `c` can still be used, as of now: one whose time has passed is expired even before the books say so. */
export const isUsableNow: SQL = sql`(c.state = 'usable' and c.expires_at > now())`;

/** Whether a usable coupon of `c` is about to expire. */
export const endsSoon: SQL = sql`(${isUsableNow} and c.expires_at <= now() + make_interval(days => ${soonDays}))`;

/** What a coupon of `c` with the balance `b` can still be used for: nothing once it cannot be used any more. */
export const usableMinor: SQL = sql`(case when ${isUsableNow} then b.credits_minor - b.debits_minor else 0 end)`;
