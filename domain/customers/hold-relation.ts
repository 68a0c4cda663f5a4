import { and, asc, eq, inArray, isNull } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import type { FreezeLevel } from '@/db/schema/identity';
import type { Actor } from '@/domain/actor';
import type { DomainEvent } from '@/domain/trail';
import type { Id } from '@/lib/id';

const { associations, organizations } = schema;

/** Why a partner may not freeze, or unfreeze, the customer it named. */
export const relationRefusals = [
  'reseller_not_found',
  'organization_frozen',
  'freezing_not_granted',
  'customer_not_found',
] as const;
type RelationRefusal = (typeof relationRefusals)[number];

/** An open association of a partner, held until the transaction ends. */
export interface HeldRelation {
  readonly id: Id<'association'>;
  readonly organizationId: Id<'organization'>;
  readonly rootId: Id<'organization'>;
  readonly freezeLevel: FreezeLevel | null;
  readonly freezeReason: string | null;
}

/**
 * The relation a partner wants to freeze or unfreeze: its own, or for a distributor that of a reseller it names. Resellers act for
 * themselves only where their distributor lets them.
 *
 * Organizations are held shared and come first, as in the money commands; those hold the association shared, so an allocation comes
 * before a freeze or after it.
 *
 * @source spec/01 §1.8, docs/decisions/0014-two-freezes.md
 */
export async function holdRelation(
  tx: Transaction,
  actor: Actor,
  { customerId, resellerId }: { customerId: Id<'customer'>; resellerId?: Id<'organization'> | null | undefined },
): Promise<HeldRelation | RelationRefusal> {
  const partnerId = resellerId ?? actor.organizationId;
  const held = await tx
    .select({
      id: organizations.id,
      kind: organizations.kind,
      parentId: organizations.parentId,
      state: organizations.state,
      freezesCustomers: organizations.freezesCustomers,
    })
    .from(organizations)
    .where(inArray(organizations.id, [actor.organizationId, partnerId]))
    .orderBy(asc(organizations.id))
    .for('share');
  const partner = held.find(({ id }) => id === partnerId);
  const isOwn = partnerId === actor.organizationId;
  const isItsReseller =
    actor.kind === 'distributor' && partner?.kind === 'reseller' && partner.parentId === actor.organizationId;
  if (!partner || !(isOwn || isItsReseller)) return 'reseller_not_found';
  if (held.some(({ state }) => state === 'frozen')) return 'organization_frozen';
  if (isOwn && partner.kind === 'reseller' && !partner.freezesCustomers) return 'freezing_not_granted';
  const [relation] = await tx
    .select({
      id: associations.id,
      organizationId: associations.organizationId,
      rootId: associations.rootId,
      freezeLevel: associations.freezeLevel,
      freezeReason: associations.freezeReason,
    })
    .from(associations)
    .where(
      and(
        eq(associations.customerId, customerId),
        eq(associations.organizationId, partnerId),
        isNull(associations.endedAt),
      ),
    )
    .for('no key update');
  return relation ?? 'customer_not_found';
}

/** What others hear of a partner's freeze. The reason stays with the partner. */
export const relationEvent = (
  kind: 'customer.frozen' | 'customer.unfrozen',
  relation: HeldRelation,
  customerId: Id<'customer'>,
  level: FreezeLevel,
): DomainEvent => ({
  kind,
  organizationId: relation.organizationId,
  rootId: relation.rootId,
  subjectId: customerId,
  payload: { customerId, level },
});
