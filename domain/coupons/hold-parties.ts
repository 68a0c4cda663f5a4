import { asc, inArray } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import type { OrganizationKind } from '@/db/schema/identity';
import type { Actor } from '@/domain/actor';
import type { Id } from '@/lib/id';

const { organizations } = schema;

/** An organization as it is while it is held. */
export interface Party {
  readonly id: Id<'organization'>;
  readonly rootId: Id<'organization'>;
  readonly parentId: Id<'organization'> | null;
  readonly kind: OrganizationKind;
  readonly isFrozen: boolean;
}

/** Why somebody may not act on the quota and the coupons of the partner they name. */
export const partnerRefusals = ['reseller_not_found', 'organization_frozen'] as const;

/**
 * The partner whose quota and coupons this is about, and everybody else who is involved: its own, or for a distributor those of a reseller it
 * names. Held shared and in id order, as by the money commands, so that a freeze comes before or after.
 *
 * Locks are taken in one order everywhere: organizations, associations, quotas, coupons, balances.
 *
 * @source spec/05 §5.2, design/decisions.md 42, 43
 */
export async function holdParties(
  tx: Transaction,
  actor: Actor,
  resellerId: Id<'organization'> | null | undefined,
  others: readonly Id<'organization'>[] = [],
): Promise<{ partner: Party; others: ReadonlyMap<Id<'organization'>, Party> } | (typeof partnerRefusals)[number]> {
  const partnerId = resellerId ?? actor.organizationId;
  const rows = await tx
    .select({
      id: organizations.id,
      rootId: organizations.rootId,
      parentId: organizations.parentId,
      kind: organizations.kind,
      state: organizations.state,
    })
    .from(organizations)
    .where(inArray(organizations.id, [...new Set([actor.organizationId, partnerId, ...others])]))
    .orderBy(asc(organizations.id))
    .for('share');
  const parties = new Map(rows.map(({ state, ...row }) => [row.id, { ...row, isFrozen: state === 'frozen' }]));
  const partner = parties.get(partnerId);
  const isOwn = partnerId === actor.organizationId;
  const isItsReseller =
    actor.kind === 'distributor' && partner?.kind === 'reseller' && partner.parentId === actor.organizationId;
  if (!partner || !(isOwn || isItsReseller)) return 'reseller_not_found';
  if (partner.isFrozen || parties.get(actor.organizationId)?.isFrozen) return 'organization_frozen';
  return { partner, others: parties };
}
