import { eq } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { holdRelation, relationEvent, relationRefusals } from './hold-relation';
import { unrestrictCustomerInput } from './input';

/**
 * Ends a partner's freeze of a customer. Whoever ends it names how far it went, so that nobody lifts more than they believe there is.
 *
 * @source spec/01 §1.8, api/bss-api.md UnfreezeSubCustomers
 */
export const unrestrictCustomer = command({
  name: 'customers.unrestrict',
  permission: 'customers.restrict',
  returns: 'customer',
  input: unrestrictCustomerInput,
  refusals: [...relationRefusals, 'not_frozen', 'freeze_level_differs'],
  sensitive: 'if_asked',
  async run({ tx, actor, refuse }, { customerId, resellerId, level, reason }) {
    const relation = await holdRelation(tx, actor, { customerId, resellerId });
    if (typeof relation === 'string') return refuse(relation);
    if (relation.freezeLevel === null) return refuse('not_frozen');
    if (relation.freezeLevel !== level) return refuse('freeze_level_differs');
    await tx
      .update(schema.associations)
      .set({ freezeLevel: null, frozenAt: null, freezeReason: null })
      .where(eq(schema.associations.id, relation.id));
    return {
      id: customerId,
      audit: { detail: { level, reason, reasonWas: relation.freezeReason, partnerId: relation.organizationId } },
      events: [relationEvent('customer.unfrozen', relation, customerId, level)],
    };
  },
});
