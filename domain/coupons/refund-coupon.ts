import { and, eq, sql } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import { command } from '@/domain/command';
import { openAccount } from '@/domain/ledger/post';
import type { Id } from '@/lib/id';
import { invariant } from '@/lib/invariant';
import { formatMoney } from '@/lib/money';
import { movesBack } from './give-back';
import { type HeldCoupon, holdCoupons } from './hold-coupons';
import { holdRelationOf } from './hold-for-use';
import { refundCouponInput } from './input';
import { moveCoupons } from './move-coupons';

const { couponQuotas, couponRecords, coupons } = schema;

/** What gives a coupon back: the order has not come about, or a renewal that has not begun. */
const refunding: readonly string[] = ['never_effective', 'failed', 'renewal_cancelled'];

/**
 * Gives back what an order has paid with a coupon: never more in all than that. The coupon can then be used again. Also for frozen customers:
 * it has been theirs, and they cannot use it before they are unfrozen.
 *
 * Where nobody could use it any more, because the coupon has ended or the relation it was issued in has, the amount goes straight on to the
 * quota.
 *
 * @source spec/05 §5.2, §5.3, spec/13 L11
 */
export const refundCoupon = command({
  name: 'coupons.refund',
  permission: 'coupons.refund',
  returns: 'couponOperation',
  input: refundCouponInput,
  sensitive: 'if_asked',
  refusals: ['coupon_not_found', 'coupon_not_refundable', 'refund_above_use'],
  async run({ actor, tx, newId, refuse }, { couponId, orderId, amount, reason }) {
    const held = await holdForRefund(tx, actor.organizationId, couponId);
    if (!held) return refuse('coupon_not_found');
    if (!refunding.includes(reason)) return refuse('coupon_not_refundable');
    const { coupon, isGone } = held;
    const order = await useOf(tx, couponId, orderId);
    if (amount.minor > order.left) return refuse('refund_above_use', { amount: 'out_of_bounds' });

    if (!isGone) await makeUsable(tx, coupon, order.refunds < order.uses);
    const { organizationId, rootId, customerId, quota } = coupon;
    const spent = await openAccount(tx, quota.issuerId, 'coupon_spent', amount.currency);
    const refund = {
      ...({ kind: 'refund', organizationId, rootId, customerId, couponId, orderId, amount } as const),
      ...{ quotaId: quota.id, quotaType: quota.type, parentQuotaId: quota.parentId },
      ...{ debit: spent, credit: coupon.accountId },
    };
    const onward = isGone ? await movesBack(tx, [{ coupon, amount }], { kind: 'unsubscribe', orderId }) : [];
    const isDone = await moveCoupons(tx, actor, { action: 'coupons.refund', id: newId }, [refund, ...onward]);
    invariant(isDone, 'what was used can be given back');
    const detail = { orderId, amount: formatMoney(amount), currency: amount.currency, reason };
    return { id: newId, audit: { subjectId: couponId, detail } };
  },
});

/** A coupon of the operator's, with its relation held before it, and whether anybody could use it again. */
async function holdForRefund(
  tx: Transaction,
  issuerId: Id<'organization'>,
  couponId: Id<'coupon'>,
): Promise<{ readonly coupon: HeldCoupon; readonly isGone: boolean } | undefined> {
  const [found] = await tx
    .select({ organizationId: coupons.organizationId, customerId: coupons.customerId })
    .from(coupons)
    .innerJoin(couponQuotas, eq(couponQuotas.id, coupons.quotaId))
    .where(and(eq(coupons.id, couponId), eq(couponQuotas.issuerId, issuerId)));
  if (!found) return undefined;
  const relation = await holdRelationOf(tx, found.organizationId, found.customerId);
  const [coupon] = await holdCoupons(tx, eq(coupons.id, couponId));
  invariant(coupon, 'coupons are not deleted');
  const hasEnded = coupon.isOver || coupon.state === 'expired' || coupon.state === 'reclaimed';
  // A relation of later is another, though the two sides be the same.
  return { coupon, isGone: hasEnded || !relation || relation.associatedAt > coupon.createdAt };
}

/** What an order has paid with a held coupon and has not had back, in minor units, and how often it did either. */
async function useOf(tx: Transaction, couponId: Id<'coupon'>, orderId: string) {
  const [order] = await tx
    .select({
      left: sql<string>`coalesce(sum(case ${couponRecords.kind} when 'use' then amount_minor else -amount_minor end), 0)`,
      uses: sql<number>`count(*) filter (where ${couponRecords.kind} = 'use')::int`,
      refunds: sql<number>`count(*) filter (where ${couponRecords.kind} = 'refund')::int`,
    })
    .from(couponRecords)
    .where(
      and(
        eq(couponRecords.couponId, couponId),
        eq(couponRecords.orderId, orderId),
        sql`${couponRecords.kind} in ('use', 'refund')`,
      ),
    );
  invariant(order, 'a sum has a row');
  return { left: BigInt(order.left), uses: order.uses, refunds: order.refunds };
}

/** One refund undoes one use of the order. A coupon all of whose uses are gone stays used: what it has goes back when it expires. */
async function makeUsable(tx: Transaction, { id, uses, limits }: HeldCoupon, undoesUse: boolean): Promise<void> {
  const usesNow = undoesUse ? uses - 1 : uses;
  const isUsable = limits.usesMax === null || usesNow < limits.usesMax;
  await tx
    .update(coupons)
    .set({ state: isUsable ? 'usable' : 'used', uses: usesNow, updatedAt: sql`clock_timestamp()` })
    .where(eq(coupons.id, id));
}
