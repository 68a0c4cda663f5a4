import { eq, sql } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import { command } from '@/domain/command';
import { netBalance, openAccount } from '@/domain/ledger/post';
import { invariant } from '@/lib/invariant';
import { formatMoney } from '@/lib/money';
import type { HeldCoupon } from './hold-coupons';
import { holdForUse, useRefusals } from './hold-for-use';
import { consumeCouponInput } from './input';
import { moveCoupons } from './move-coupons';

const { coupons } = schema;

/**
 * Pays with a coupon that the order has locked: at most its balance, which goes to the operator that granted the quota. What is left can be
 * used again, until the balance or the number of uses is gone.
 *
 * An order that locked the coupon in time may pay although its time has passed meanwhile, as long as it counts on it (see `isLocked`).
 *
 * @source spec/05 §5.2, spec/13 L11
 */
export const consumeCoupon = command({
  name: 'coupons.consume',
  permission: 'coupons.use',
  returns: 'couponOperation',
  input: consumeCouponInput,
  refusals: [
    ...useRefusals,
    'coupon_not_found',
    'coupon_not_usable',
    'coupon_not_locked',
    'coupon_not_in_force',
    'coupon_short',
  ],
  async run({ actor, tx, newId, refuse }, { couponId, orderId, amount }) {
    const held = await holdForUse(tx, actor, couponId);
    if (!held) return refuse('coupon_not_found');
    const { coupon, problem } = held;
    const reason = problem ?? whyNot(coupon, orderId);
    if (reason) return refuse(reason);
    // It stays what it is: whatever moves the balance of a coupon holds the coupon.
    const left = await netBalance(tx, coupon.accountId);
    if (amount.minor > left) return refuse('coupon_short', { amount: 'out_of_bounds' });

    await markUsed(tx, coupon, { orderId, isEmpty: amount.minor === left });
    const { organizationId, rootId, customerId, quota } = coupon;
    const spent = await openAccount(tx, quota.issuerId, 'coupon_spent', amount.currency);
    const use = {
      ...({ kind: 'use', organizationId, rootId, customerId, couponId, orderId, amount } as const),
      ...{ quotaId: quota.id, quotaType: quota.type, parentQuotaId: quota.parentId },
    };
    const operation = { action: 'coupons.consume', id: newId };
    const isDone = await moveCoupons(tx, actor, operation, [{ ...use, debit: coupon.accountId, credit: spent }]);
    invariant(isDone, 'what a held coupon has can be used');
    const detail = { orderId, amount: formatMoney(amount), currency: amount.currency };
    return { id: newId, audit: { subjectId: couponId, detail } };
  },
});

function whyNot(coupon: HeldCoupon, orderId: string) {
  if (coupon.state !== 'usable') return 'coupon_not_usable';
  if (coupon.lockOrderId !== orderId) return 'coupon_not_locked';
  return coupon.isOver && !coupon.isLocked ? 'coupon_not_in_force' : undefined;
}

async function markUsed(
  tx: Transaction,
  { id, uses, limits }: HeldCoupon,
  { orderId, isEmpty }: { readonly orderId: string; readonly isEmpty: boolean },
): Promise<void> {
  const isUsedUp = isEmpty || (limits.usesMax !== null && uses + 1 >= limits.usesMax);
  const now = sql`clock_timestamp()`;
  const unlocked = { lockOrderId: null, lockedAt: null };
  await tx
    .update(coupons)
    .set({
      ...unlocked,
      ...{ state: isUsedUp ? 'used' : 'usable', uses: uses + 1, orderId },
      ...{ lastUsedAt: now, updatedAt: now },
    })
    .where(eq(coupons.id, id));
}
