import { and, eq } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import type { Actor } from '@/domain/actor';
import { asKind, type Id } from '@/lib/id';
import { holdRelation } from './hold-relation';

const { associationChanges } = schema;

/**
 * A change the actor's organization is a side of, held until the transaction ends, with the relation it is about unless that has ended.
 * Undefined for any other, just as for an id that names nothing.
 *
 * The relation is held first and the change after it, as by whoever asks for one.
 */
export async function holdChange(tx: Transaction, actor: Actor, id: Id<'associationChange'>) {
  const isOwn =
    actor.kind === 'customer'
      ? eq(associationChanges.customerId, asKind('customer', actor.organizationId))
      : eq(associationChanges.organizationId, actor.organizationId);
  const ofActor = and(eq(associationChanges.id, id), isOwn);
  const [found] = await tx
    .select({
      id: associationChanges.associationId,
      organizationId: associationChanges.organizationId,
      customerId: associationChanges.customerId,
    })
    .from(associationChanges)
    .where(ofActor);
  if (!found) return undefined;
  const relation = await holdRelation(tx, found);
  const [change] = await tx.select().from(associationChanges).where(ofActor).for('no key update');
  return change && { change, relation };
}

/** A change while it is held. */
export type HeldChange = NonNullable<Awaited<ReturnType<typeof holdChange>>>['change'];
