import { and, eq, sql } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import type { DomainEvent } from '@/domain/trail';
import type { Id } from '@/lib/id';

const { users } = schema;

/**
 * Whether somebody may look after customers of a partner: a member of it, active, in sales or an administrator.
 *
 * Held by a shared lock: disabling that member waits, or comes first and is seen.
 */
export async function mayManage(tx: Transaction, userId: Id<'user'>, partnerId: Id<'organization'>): Promise<boolean> {
  const found = await tx
    .select({ id: users.id })
    .from(users)
    .where(
      and(
        eq(users.id, userId),
        eq(users.organizationId, partnerId),
        eq(users.state, 'active'),
        sql`${users.roles} && array['sales', 'admin']`,
      ),
    )
    .for('share');
  return found.length > 0;
}

/** That a customer has been put into somebody's care. */
export const managerAssigned = (
  association: {
    readonly organizationId: Id<'organization'>;
    readonly rootId: Id<'organization'>;
    readonly accountManagerId: Id<'user'> | null;
  },
  customerId: Id<'customer'>,
  userId: Id<'user'>,
): DomainEvent => ({
  kind: 'customer.manager_assigned',
  organizationId: association.organizationId,
  rootId: association.rootId,
  subjectId: customerId,
  payload: { customerId, managerId: userId, managerWas: association.accountManagerId },
});
