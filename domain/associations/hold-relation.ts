import { and, asc, eq, inArray, isNull } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import { asKind, type Id } from '@/lib/id';
import { invariant } from '@/lib/invariant';

const { associations, customers, organizations } = schema;

/** An open relation as it is while it is held. */
export type Relation = NonNullable<Awaited<ReturnType<typeof holdRelation>>>;

/**
 * An open relation with both its sides, held until the transaction ends: first the organizations, shared and in id order, then the
 * association. That is the order of the money commands, which hold the association shared: an allocation comes before or after, never beside.
 *
 * Undefined when it has ended.
 *
 * @source domain/funds/adjustment-plan.ts
 */
export async function holdRelation(tx: Transaction, { id, organizationId, customerId }: RelationKey) {
  const sides = await tx
    .select({ id: organizations.id, state: organizations.state, currency: organizations.currency })
    .from(organizations)
    .where(inArray(organizations.id, [organizationId, asKind('organization', customerId)]))
    .orderBy(asc(organizations.id))
    .for('share');
  const [row] = await tx
    .select()
    .from(associations)
    .where(and(eq(associations.id, id), isNull(associations.endedAt)))
    .for('no key update');
  if (!row) return undefined;
  const [customer] = await tx
    .select({ obstacles: customers.obstacles })
    .from(customers)
    .where(eq(customers.id, customerId))
    // What the platform finds out meanwhile comes before this or after it.
    .for('share');
  const stateOf = (side: Id<'organization'>) => sides.find((each) => each.id === side);
  const [ours, theirs] = [stateOf(organizationId), stateOf(asKind('organization', customerId))];
  invariant(customer && ours && theirs, 'both sides of a relation exist');
  return {
    ...row,
    currency: theirs.currency,
    isPartnerFrozen: ours.state === 'frozen',
    isCustomerFrozen: theirs.state === 'frozen',
    isRestricted: row.freezeLevel !== null,
    obstacles: customer.obstacles,
  };
}

/** By what a relation is found before it is held. None of these ever changes. */
export interface RelationKey {
  readonly id: Id<'association'>;
  readonly organizationId: Id<'organization'>;
  readonly customerId: Id<'customer'>;
}
