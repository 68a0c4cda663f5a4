import { eq } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { refuseOvertaken, shownOf } from '@/domain/seen-values';
import { holdAssociation } from './hold-association';
import { describeCustomerInput } from './input';

const { associations } = schema;

/**
 * Writes down what a partner calls a customer of its own, and what it wants to remember about it. Neither is shown to the customer; both end
 * with the association.
 *
 * The remark may hold anything about people, so the audit says that it changed and not what it says.
 *
 * @source spec/02 §2.3
 */
export const describeCustomer = command({
  name: 'customers.describe',
  permission: 'customers.edit',
  returns: 'customer',
  input: describeCustomerInput,
  refusals: ['customer_not_found', 'changed_meanwhile'],
  async run({ tx, actor, refuse }, { customerId, label, remark, seen }) {
    const association = await holdAssociation(tx, actor, customerId);
    if (!association) return refuse('customer_not_found');
    refuseOvertaken(refuse, seen, shownOf(association, ['label', 'remark']));
    await tx.update(associations).set({ label, remark }).where(eq(associations.id, association.id));
    return {
      id: customerId,
      audit: { detail: { labelWas: association.label, label, remarkChanged: association.remark !== remark } },
    };
  },
});
