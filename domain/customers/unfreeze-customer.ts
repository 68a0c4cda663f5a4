import { command } from '@/domain/command';
import { frozenEvent, holdOrganization, unfreezeHeld } from '@/domain/identity/freezing';
import { asKind } from '@/lib/id';
import { unfreezeCustomerInput } from './input';

/** Lets a frozen customer receive money again. @source design/decisions.md 43 */
export const unfreezeCustomer = command({
  name: 'customers.unfreeze',
  permission: 'customers.freeze',
  returns: 'customer',
  input: unfreezeCustomerInput,
  refusals: ['customer_not_found', 'not_frozen'],
  async run({ tx, refuse }, { customerId }) {
    const held = await holdOrganization(tx, asKind('organization', customerId));
    if (held?.kind !== 'customer') return refuse('customer_not_found');
    if (held.state !== 'frozen') return refuse('not_frozen');
    await unfreezeHeld(tx, held.id);
    return {
      id: customerId,
      audit: { detail: { reasonWas: held.frozenReason } },
      events: [frozenEvent('customer.unfrozen', held, customerId)],
    };
  },
});
