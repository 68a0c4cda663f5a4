import { and, eq, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { schema, type Transaction } from '@/db/client';
import type { Id } from '@/lib/id';
import { type HeldQuota, holdQuotas } from './hold-quotas';
import type { QuotaLimits } from './limits-model';

const { couponQuotas, coupons } = schema;
const children = alias(couponQuotas, 'children');

/** How many coupons, and of what value, a quota allows in all, and how much of that is taken. */
export interface Cap extends Pick<QuotaLimits, 'couponsMax' | 'faceTotalMaxMinor'> {
  readonly count: number;
  readonly sumMinor: bigint;
}

/**
 * A quota that coupons are to be issued from, held alone until the transaction ends; with it, in id order, what it was cut from, where that
 * allows so much in all and no more: everything that was cut from it counts together, so nobody may add any beside.
 *
 * @returns undefined for one that is not the owner's, as for an id that names nothing
 * @source spec/05 §5.4, spec/13 L10
 */
export async function holdForIssue(
  tx: Transaction,
  id: Id<'couponQuota'>,
  ownerId: Id<'organization'>,
): Promise<{ readonly quota: HeldQuota; readonly source: HeldQuota | undefined } | undefined> {
  // Neither whose it is, what it was cut from nor its limits ever change, so they may be read before they are held.
  const [found] = await tx
    .select({ source: { id: couponQuotas.id, limits: couponQuotas.limits } })
    .from(children)
    .leftJoin(couponQuotas, eq(couponQuotas.id, children.parentId))
    .where(and(eq(children.id, id), eq(children.organizationId, ownerId)));
  if (!found) return undefined;
  const { source } = found;
  const capped = source && isCapped(source.limits) ? source.id : undefined;
  const held = await holdQuotas(tx, capped ? [id, capped] : [id], 'no key update');
  const quota = held.get(id);
  return quota && { quota, source: capped && held.get(capped) };
}

/** What the held quotas allow in all, those of them that limit it. */
export async function capsOf(tx: Transaction, held: readonly (HeldQuota | undefined)[]): Promise<Cap[]> {
  const caps: Cap[] = [];
  for (const quota of held) if (quota && isCapped(quota.limits)) caps.push(await capOf(tx, quota));
  return caps;
}

/** Counts every coupon the quota has ever had, and those of what was cut from it. */
async function capOf(tx: Transaction, { id, limits: { couponsMax, faceTotalMaxMinor } }: HeldQuota): Promise<Cap> {
  const [issued] = await tx
    .select({ count: sql<string>`count(*)`, sum: sql<string>`coalesce(sum(${coupons.faceMinor}), 0)` })
    .from(coupons)
    .innerJoin(couponQuotas, eq(couponQuotas.id, coupons.quotaId))
    .where(sql`${eq(couponQuotas.id, id)} or ${eq(couponQuotas.parentId, id)}`);
  return { couponsMax, faceTotalMaxMinor, count: Number(issued?.count ?? 0), sumMinor: BigInt(issued?.sum ?? 0) };
}

/** Why `count` coupons of `faceMinor` together go beyond what one of the quotas allows in all. */
export function whyTooMany(caps: readonly Cap[], faceMinor: bigint, count: number) {
  if (caps.some((cap) => cap.couponsMax !== null && cap.count + count > cap.couponsMax)) return 'too_many_coupons';
  if (caps.some((cap) => cap.faceTotalMaxMinor !== null && cap.sumMinor + faceMinor > BigInt(cap.faceTotalMaxMinor)))
    return 'face_total_above_maximum';
  return undefined;
}

/** The same quotas once `count` more coupons of `faceMinor` together have been issued. */
export const after = (caps: readonly Cap[], faceMinor: bigint, count: number): Cap[] =>
  caps.map((cap) => ({ ...cap, count: cap.count + count, sumMinor: cap.sumMinor + faceMinor }));

const isCapped = ({ couponsMax, faceTotalMaxMinor }: QuotaLimits): boolean =>
  couponsMax !== null || faceTotalMaxMinor !== null;
