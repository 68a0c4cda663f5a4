import { and, asc, getTableColumns, inArray, type SQL, sql } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import type { Id } from '@/lib/id';
import { invariant } from '@/lib/invariant';
import { type HeldQuota, holdQuotas } from './hold-quotas';

const { coupons } = schema;

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
export async function holdCoupons(
  tx: Transaction,
  condition: SQL,
  options: { skipHeld?: boolean; limit?: number } = {},
) {
  const found = await tx
    .select({ id: coupons.id, quotaId: coupons.quotaId })
    .from(coupons)
    .where(condition)
    .orderBy(...(options.limit ? [asc(coupons.expiresAt), asc(coupons.id)] : [asc(coupons.id)]))
    .limit(options.limit ?? 100_000);
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
