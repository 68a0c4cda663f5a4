import { and, eq, isNull } from 'drizzle-orm';
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
  const [row] = await tx
    .select({
      id: associations.id,
      organizationId: associations.organizationId,
      accountManagerId: associations.accountManagerId,
    })
    .from(associations)
    .where(and(eq(associations.customerId, customerId), isNull(associations.endedAt)))
    .for(strength);
  if (!row || actor.kind === 'operator') return row;
  if (row.organizationId !== actor.organizationId) return undefined;
  return seesOwnCustomersOnly(actor) && row.accountManagerId !== actor.userId ? undefined : row;
}
