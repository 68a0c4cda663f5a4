import { eq, sql } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { holdRelation, relationEvent, relationRefusals } from './hold-relation';
import { restrictCustomerInput } from './input';

/**
 * Freezes a customer for its partner: it receives nothing more from it. Its people stay signed in, and what it has can be reclaimed.
 *
 * The freeze belongs to the relation and ends with it; what the operator does is `freezeCustomer`.
 *
 * @source spec/01 §1.8, docs/decisions/0014-two-freezes.md
 */
export const restrictCustomer = command({
  name: 'customers.restrict',
  permission: 'customers.restrict',
  returns: 'customer',
  input: restrictCustomerInput,
  refusals: [...relationRefusals, 'already_frozen'],
  sensitive: 'if_asked',
  async run({ tx, actor, refuse }, { customerId, resellerId, level, reason }) {
    const relation = await holdRelation(tx, actor, { customerId, resellerId });
    if (typeof relation === 'string') return refuse(relation);
    if (relation.freezeLevel !== null) return refuse('already_frozen');
    await tx
      .update(schema.associations)
      .set({ freezeLevel: level, frozenAt: sql`clock_timestamp()`, freezeReason: reason })
      .where(eq(schema.associations.id, relation.id));
    return {
      id: customerId,
      audit: { detail: { level, reason, partnerId: relation.organizationId } },
      events: [relationEvent('customer.frozen', relation, customerId, level)],
    };
  },
});
