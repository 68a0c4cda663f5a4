import { command } from '@/domain/command';
import { freezeHeld, frozenEvent, holdOrganization } from '@/domain/identity/freezing';
import { asKind } from '@/lib/id';
import { freezeCustomerInput } from './input';

/**
 * Stops a customer: it receives nothing more, its people are signed out. What it has can still be reclaimed.
 *
 * @source design/decisions.md 43, quality/acceptance.md T13
 */
export const freezeCustomer = command({
  name: 'customers.freeze',
  permission: 'customers.freeze',
  returns: 'customer',
  input: freezeCustomerInput,
  refusals: ['customer_not_found', 'already_frozen'],
  async run({ tx, refuse }, { customerId, reason }) {
    const held = await holdOrganization(tx, asKind('organization', customerId));
    if (held?.kind !== 'customer') return refuse('customer_not_found');
    if (held.state === 'frozen') return refuse('already_frozen');
    const endedSessions = await freezeHeld(tx, held.id, reason);
    return {
      id: customerId,
      audit: { detail: { reason, endedSessions } },
      events: [frozenEvent('customer.frozen', held, customerId)],
    };
  },
});
