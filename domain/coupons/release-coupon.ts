import { eq, sql } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { holdForUse } from './hold-for-use';
import { releaseCouponInput } from './input';

const { coupons } = schema;

/**
 * Lets go of a coupon that an order has locked and does not pay with. By the customer, also while it is frozen: nothing is used. A coupon
 * whose time has passed meanwhile goes back to its quota with the next run of the job.
 *
 * @source spec/05 §5.2, spec/13 L11
 */
export const releaseCoupon = command({
  name: 'coupons.release',
  permission: 'coupons.use',
  returns: 'coupon',
  input: releaseCouponInput,
  refusals: ['coupon_not_found', 'coupon_not_locked'],
  async run({ actor, tx, refuse }, { couponId, orderId }) {
    const held = await holdForUse(tx, actor, couponId);
    if (!held) return refuse('coupon_not_found');
    if (held.coupon.lockOrderId !== orderId) return refuse('coupon_not_locked');
    await tx
      .update(coupons)
      .set({ lockOrderId: null, lockedAt: null, updatedAt: sql`clock_timestamp()` })
      .where(eq(coupons.id, couponId));
    return { id: couponId, audit: { detail: { orderId } } };
  },
});
