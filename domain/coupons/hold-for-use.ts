import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import type { Actor } from '@/domain/actor';
import { asKind, type Id } from '@/lib/id';
import { type HeldCoupon, holdCoupons } from './hold-coupons';

const { associations, coupons, organizations } = schema;

/** Why a customer may not use coupons at the moment, whatever these are. */
export const useRefusals = ['partner_frozen', 'customer_frozen'] as const;

/** A coupon that its customer wants to use, and what keeps it from using any. */
export interface HeldForUse {
  readonly coupon: HeldCoupon;
  readonly problem: (typeof useRefusals)[number] | 'coupon_not_usable' | undefined;
}

/**
 * A coupon of the actor, a customer, held until the transaction ends: after both sides and their relation, in the order of all commands, so
 * that a freeze or a parting comes before or after.
 *
 * A frozen customer uses nothing, whoever froze it, and neither do the customers of a frozen partner. Nor is a coupon used without its partner:
 * a parting returns them all, and this is the net under it.
 *
 * @returns undefined for a coupon that is not the actor's, just as for an id that names nothing
 * @source spec/01 §1.8, spec/05 §5.2
 */
export async function holdForUse(
  tx: Transaction,
  actor: Actor,
  couponId: Id<'coupon'>,
): Promise<HeldForUse | undefined> {
  const customerId = asKind('customer', actor.organizationId);
  const own = sql`coupons.id = ${sql.param(couponId, coupons.id)} and coupons.customer_id = ${sql.param(customerId, coupons.customerId)}`;
  const [found] = await tx.select({ organizationId: coupons.organizationId }).from(coupons).where(own);
  if (!found) return undefined;
  const sides = await tx
    .select({ id: organizations.id, state: organizations.state })
    .from(organizations)
    .where(inArray(organizations.id, [found.organizationId, actor.organizationId]))
    .orderBy(asc(organizations.id))
    .for('share');
  const relation = await holdRelationOf(tx, found.organizationId, customerId);
  const [coupon] = await holdCoupons(tx, own);
  if (!coupon) return undefined;
  const isFrozen = (id: Id<'organization'>) => sides.some((side) => side.id === id && side.state === 'frozen');
  if (isFrozen(found.organizationId)) return { coupon, problem: 'partner_frozen' };
  if (!relation) return { coupon, problem: 'coupon_not_usable' };
  const isStopped = isFrozen(actor.organizationId) || relation.freezeLevel !== null;
  return { coupon, problem: isStopped ? 'customer_frozen' : undefined };
}

/** The open relation of a partner with a customer, held shared as by the money commands. Undefined when they have none. */
export async function holdRelationOf(tx: Transaction, organizationId: Id<'organization'>, customerId: Id<'customer'>) {
  const [relation] = await tx
    .select({ freezeLevel: associations.freezeLevel, associatedAt: associations.associatedAt })
    .from(associations)
    .where(
      and(
        eq(associations.organizationId, organizationId),
        eq(associations.customerId, customerId),
        isNull(associations.endedAt),
      ),
    )
    .for('share');
  return relation;
}
