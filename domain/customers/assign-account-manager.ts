import { eq } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { refuseOvertaken } from '@/domain/seen-values';
import { managerAssigned, mayManage } from './account-managers';
import { holdAssociation } from './hold-association';
import { assignAccountManagerInput } from './input';

const { associations } = schema;

/**
 * Puts a customer into the care of a member of its partner: somebody active, in sales or an administrator.
 *
 * From then on people in sales see it if it is theirs, and no longer if it was.
 *
 * @source spec/02 §2.1, spec/11 §11.1
 */
export const assignAccountManager = command({
  name: 'customers.assign_manager',
  permission: 'customers.assign_manager',
  returns: 'customer',
  input: assignAccountManagerInput,
  refusals: ['customer_not_found', 'user_not_found', 'changed_meanwhile'],
  async run({ tx, actor, refuse }, { customerId, userId, seen }) {
    const association = await holdAssociation(tx, actor, customerId);
    if (!association) return refuse('customer_not_found');
    refuseOvertaken(refuse, seen, { userId: association.accountManagerId });
    if (!(await mayManage(tx, userId, association.organizationId))) return refuse('user_not_found');
    await tx.update(associations).set({ accountManagerId: userId }).where(eq(associations.id, association.id));
    return {
      id: customerId,
      audit: { detail: { managerWas: association.accountManagerId, manager: userId } },
      events: [managerAssigned(association, customerId, userId)],
    };
  },
});
