import { type SQL, sql } from 'drizzle-orm';
import { withinDays } from '@/domain/day-range';
import type { ReadScope } from '@/domain/read-scope';
import { uuidOf } from '@/lib/id';
import { searchText } from '@/lib/search-text';
import { couponIdOf } from './coupon-number';
import { assignedOnly, inCouponStates, ofCustomer, ofQuota, ofType, ownId } from './list-conditions';

/**
 * Which of the issued coupons a reader asks for, as text out of an address. A text that cannot mean anything finds nothing; a missing one
 * restricts nothing. Days are `YYYY-MM-DD` in the reader's time zone; the last one is included.
 */
export interface CouponFilter {
  /** `CP…` or `cpn_…`. */
  readonly number?: string;
  /** A customer: its id in any form, or part of its name. */
  readonly customer?: string;
  /** Number of the quota it was issued from, or `qta_…`. */
  readonly quota?: string;
  /** The order that uses it, or has locked it. */
  readonly order?: string;
  readonly type?: string;
  /** As of now: a coupon whose time has passed has expired. */
  readonly states?: readonly string[];
  readonly createdFrom?: string;
  readonly createdTo?: string;
  readonly effectiveFrom?: string;
  readonly effectiveTo?: string;
  readonly expiresFrom?: string;
  readonly expiresTo?: string;
  /** Those that can be used now and expire within so many days: one of `expiringWithin`. */
  readonly within?: string;
}

/** The spans, in days, for which the list shows what expires in them. */
export const expiringWithin = ['7', '15', '30'] as const;

/**
 * The condition over `coupons c` that a reader's scope and filter come to: those the partner has issued, for people in sales those of the
 * customers assigned to them now.
 *
 * @source spec/05 §5.2
 */
export function couponsWhere(scope: ReadScope, filter: CouponFilter): SQL {
  const conditions = [
    sql`c.organization_id = ${ownId(scope)}`,
    ...assignedOnly(scope, sql`c.customer_id`),
    ...ofNumber(sql`c.id`, filter.number),
    ...ofCustomer(scope, sql`c.customer_id`, filter.customer),
    ...ofQuota(scope, sql`c.quota_id`, filter.quota),
    ...ofOrder(filter.order),
    ...ofType(sql`c.type`, filter.type),
    ...inCouponStates(filter.states),
    ...withinDays(scope, sql`c.created_at`, { from: filter.createdFrom, to: filter.createdTo }),
    ...withinDays(scope, sql`c.effective_at`, { from: filter.effectiveFrom, to: filter.effectiveTo }),
    ...withinDays(scope, sql`c.expires_at`, { from: filter.expiresFrom, to: filter.expiresTo }),
    ...expiringSoon(filter.within),
  ];
  return sql.join(conditions, sql` and `);
}

/** The condition that `column` is the coupon that a number names. */
export function ofNumber(column: SQL, text: string | undefined): SQL[] {
  if (!text) return [];
  const id = couponIdOf(text);
  return [id ? sql`${column} = ${uuidOf(id)}::uuid` : sql`false`];
}

function ofOrder(text: string | undefined): SQL[] {
  const order = searchText(text);
  return order ? [sql`(c.order_id = ${order} or c.lock_order_id = ${order})`] : [];
}

function expiringSoon(days: string | undefined): SQL[] {
  if (!days) return [];
  if (!expiringWithin.some((span) => span === days)) return [sql`false`];
  return [
    sql`c.state = 'usable' and c.expires_at > now() and c.expires_at <= now() + ${Number(days)} * interval '1 day'`,
  ];
}
