import { eq } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { overtakenFields } from '@/domain/seen-values';
import { holdAssociation } from './hold-association';
import { withdrawAccountManagerInput } from './input';

const { associations } = schema;

/** Leaves a customer without an account manager. Doing it again changes nothing. @source spec/02 §2.1 */
export const withdrawAccountManager = command({
  name: 'customers.withdraw_manager',
  permission: 'customers.assign_manager',
  returns: 'customer',
  input: withdrawAccountManagerInput,
  refusals: ['customer_not_found', 'changed_meanwhile'],
  async run({ tx, actor, refuse }, { customerId, seen }) {
    const association = await holdAssociation(tx, actor, customerId);
    if (!association) return refuse('customer_not_found');
    const isOvertaken = overtakenFields(seen, { userId: association.accountManagerId }).length > 0;
    if (isOvertaken) return refuse('changed_meanwhile');
    await tx.update(associations).set({ accountManagerId: null }).where(eq(associations.id, association.id));
    return { id: customerId, audit: { detail: { managerWas: association.accountManagerId, manager: null } } };
  },
});
