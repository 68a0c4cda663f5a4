import { and, asc, getTableColumns, inArray, type SQL, sql } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import type { Id } from '@/lib/id';
import { invariant } from '@/lib/invariant';
import { type HeldQuota, holdQuotas } from './hold-quotas';
import { lockHours } from './model';

const { coupons } = schema;

/**
 * Whether an order has locked the coupon and counts on it. One that neither pays nor gives up within the time has given it up: the coupon
 * can then be reclaimed, expire, or be locked by another. Until one of these has happened the order may still pay with it.
 *
 * @source spec/13 L11
 */
export const isLocked = sql<boolean>`(coupons.lock_order_id is not null and coupons.locked_at > clock_timestamp() - make_interval(hours => ${lockHours}::int))`;

/** A coupon as it is while it is held, with its quota, and where the database's clock stands in its time. */
export type HeldCoupon = Awaited<ReturnType<typeof holdCoupons>>[number];

/**
 * The coupons that meet `condition`, held until the transaction ends, in id order and after their quotas. Everything that touches a coupon's
 * balance or state holds it so: whoever comes second sees what the first did.
 *
 * What meets the condition now may have come to it a moment ago: the condition is looked at again once the coupon is held.
 *
 * @param options.skipHeld leaves out what others hold, for jobs
 */
export async function holdCoupons(tx: Transaction, condition: SQL, options: { skipHeld?: boolean } = {}) {
  const found = await tx.select({ id: coupons.id, quotaId: coupons.quotaId }).from(coupons).where(condition);
  if (found.length === 0) return [];
  const quotas: ReadonlyMap<Id<'couponQuota'>, HeldQuota> = await holdQuotas(
    tx,
    found.map(({ quotaId }) => quotaId),
    'share',
  );
  const held = await tx
    .select({
      ...getTableColumns(coupons),
      isEffective: sql<boolean>`${coupons.effectiveAt} <= clock_timestamp()`,
      isOver: sql<boolean>`${coupons.expiresAt} <= clock_timestamp()`,
      isLocked,
    })
    .from(coupons)
    .where(
      and(
        inArray(
          coupons.id,
          found.map(({ id }) => id),
        ),
        condition,
      ),
    )
    .orderBy(asc(coupons.id))
    .for('no key update', options.skipHeld ? { skipLocked: true } : {});
  return held.map((coupon) => {
    const quota = quotas.get(coupon.quotaId);
    invariant(quota, 'a coupon is cut from a quota');
    return { ...coupon, quota };
  });
}
