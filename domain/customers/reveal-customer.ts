import { command } from '@/domain/command';
import { holdAssociation } from './hold-association';
import { revealCustomerInput } from './input';

/**
 * Lets the actor's session read one personal field of one customer for a minute. All it leaves is the audit row, which is also what
 * `findRevealed` goes by; the value itself is never written down.
 *
 * @source docs/decisions/0011-masking.md, quality/acceptance.md P6
 */
export const revealCustomer = command({
  name: 'customers.reveal',
  permission: 'customers.reveal',
  returns: 'customer',
  input: revealCustomerInput,
  refusals: ['customer_not_found'],
  async run({ tx, actor, refuse }, { customerId, field }) {
    if (!(await holdAssociation(tx, actor, customerId, 'share'))) return refuse('customer_not_found');
    return { id: customerId, audit: { detail: { field } } };
  },
});
