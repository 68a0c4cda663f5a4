import { and, eq, ne, sql } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import { command } from '@/domain/command';
import { formatMoney } from '@/lib/money';
import type { HeldCoupon } from './hold-coupons';
import { holdForUse, useRefusals } from './hold-for-use';
import { lockCouponInput } from './input';
import { whyNotForOrder } from './order-limits';

const { couponRecords, coupons } = schema;

/**
 * Keeps a coupon for an order that its customer is about to pay. By the customer; an order uses one coupon. Asked again for the same order,
 * the lock stays as it is.
 *
 * An order that has given up (see `isLocked`) loses the coupon to the next that asks.
 *
 * @source spec/05 §5.2, spec/13 L11
 */
export const lockCoupon = command({
  name: 'coupons.lock',
  permission: 'coupons.use',
  returns: 'coupon',
  input: lockCouponInput,
  refusals: [
    ...useRefusals,
    'coupon_not_found',
    'coupon_not_usable',
    'coupon_not_in_force',
    'coupon_locked',
    'order_has_coupon',
    'order_below_minimum',
    'order_outside_limits',
  ],
  // Of two coupons at once for one order, one counts.
  constraints: { coupons_one_per_order_key: 'order_has_coupon' },
  async run({ actor, tx, refuse }, order) {
    const { couponId, orderId, orderAmount } = order;
    const held = await holdForUse(tx, actor, couponId);
    if (!held) return refuse('coupon_not_found');
    const { coupon } = held;
    const problem = held.problem ?? whyNotNow(coupon, orderId);
    if (problem) return refuse(problem);
    const outside = whyNotForOrder(coupon, order);
    if (outside) return refuse(outside.code, outside.fields);
    if (!(coupon.isLocked && coupon.lockOrderId === orderId)) await lock(tx, coupon, orderId);
    // Looked at after the lock: by now whoever used another coupon for this order has committed.
    if (await hasUsedAnother(tx, coupon, orderId)) return refuse('order_has_coupon');
    const detail = { orderId, amount: formatMoney(orderAmount), currency: orderAmount.currency };
    return { id: couponId, audit: { detail } };
  },
});

function whyNotNow(coupon: HeldCoupon, orderId: string) {
  if (coupon.state !== 'usable') return 'coupon_not_usable';
  if (!coupon.isEffective || coupon.isOver) return 'coupon_not_in_force';
  return coupon.isLocked && coupon.lockOrderId !== orderId ? 'coupon_locked' : undefined;
}

async function lock(tx: Transaction, { id }: HeldCoupon, orderId: string): Promise<void> {
  await tx
    .update(coupons)
    .set({ lockOrderId: orderId, lockedAt: sql`clock_timestamp()`, updatedAt: sql`clock_timestamp()` })
    .where(eq(coupons.id, id));
}

/** Whether the order has paid with another coupon; one that was given back since does not count. */
async function hasUsedAnother(tx: Transaction, { id, customerId }: HeldCoupon, orderId: string): Promise<boolean> {
  const used = await tx
    .select({ id: couponRecords.couponId })
    .from(couponRecords)
    .where(
      and(
        eq(couponRecords.customerId, customerId),
        eq(couponRecords.orderId, orderId),
        ne(couponRecords.couponId, id),
        sql`${couponRecords.kind} in ('use', 'refund')`,
      ),
    )
    .groupBy(couponRecords.couponId)
    .having(sql`sum(case ${couponRecords.kind} when 'use' then amount_minor else -amount_minor end) > 0`);
  return used.length > 0;
}
