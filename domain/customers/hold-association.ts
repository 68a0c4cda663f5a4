import { and, inArray, isNull } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import type { Actor } from '@/domain/actor';
import { seesOwnCustomersOnly } from '@/domain/permission';
import type { Id } from '@/lib/id';

const { associations } = schema;

/**
 * The open association of a customer the actor may reach, held until the transaction ends; undefined when there is none, just as for a
 * customer that does not exist. The operator reaches all, a partner its own, people in sales those assigned to them.
 *
 * @param strength `share` for who only looks, so that money commands need not wait
 */
export async function holdAssociation(
  tx: Transaction,
  actor: Actor,
  customerId: Id<'customer'>,
  strength: 'share' | 'no key update' = 'no key update',
) {
  const [row] = await holdAssociations(tx, actor, [customerId], strength);
  return row;
}

/** The same for several customers: those of them that the actor may reach, locked in the order in which money commands lock them. */
export async function holdAssociations(
  tx: Transaction,
  actor: Actor,
  customerIds: readonly Id<'customer'>[],
  strength: 'share' | 'no key update' = 'no key update',
) {
  const rows = await tx
    .select({
      id: associations.id,
      type: associations.type,
      customerId: associations.customerId,
      organizationId: associations.organizationId,
      rootId: associations.rootId,
      label: associations.label,
      remark: associations.remark,
      accountManagerId: associations.accountManagerId,
    })
    .from(associations)
    .where(and(inArray(associations.customerId, [...customerIds]), isNull(associations.endedAt)))
    .orderBy(associations.id)
    .for(strength);
  if (actor.kind === 'operator') return rows;
  return rows.filter(
    (row) =>
      row.organizationId === actor.organizationId &&
      !(seesOwnCustomersOnly(actor) && row.accountManagerId !== actor.userId),
  );
}
