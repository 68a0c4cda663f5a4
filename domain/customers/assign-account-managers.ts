import { inArray } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { insertAudit } from '@/domain/trail';
import { managerAssigned, mayManage } from './account-managers';
import { assignAccountManager } from './assign-account-manager';
import { holdAssociations } from './hold-association';
import { assignAccountManagersInput } from './input';

const { associations } = schema;

/**
 * Puts up to a hundred customers into the care of one member of their partner, all of them or none: the same rules as for a single one.
 *
 * Each customer gets the audit row and the event that assigning it alone would have left, so that its own history shows it.
 *
 * @source spec/01 §1.8, spec/02 §2.1
 */
export const assignAccountManagers = command({
  name: 'customers.assign_managers',
  permission: 'customers.assign_manager',
  returns: 'user',
  input: assignAccountManagersInput,
  refusals: ['customer_not_found', 'user_not_found'],
  async run({ tx, actor, refuse }, { customers, userId }) {
    const held = await holdAssociations(tx, actor, customers);
    if (held.length < customers.length) return refuse('customer_not_found');
    for (const partnerId of new Set(held.map((one) => one.organizationId))) {
      if (!(await mayManage(tx, userId, partnerId))) return refuse('user_not_found');
    }
    const ids = held.map((one) => one.id);
    await tx.update(associations).set({ accountManagerId: userId }).where(inArray(associations.id, ids));
    const facts = held.map(({ customerId, accountManagerId }) => ({
      action: assignAccountManager.commandName,
      subjectId: customerId,
      detail: { managerWas: accountManagerId, manager: userId },
    }));
    await tx.execute(insertAudit(facts.map((fact) => ({ actor, fact }))));
    return {
      id: userId,
      audit: { detail: { customers: held.length } },
      events: held.map((one) => managerAssigned(one, one.customerId, userId)),
    };
  },
});
