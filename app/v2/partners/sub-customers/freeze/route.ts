import { apiWriteEach } from '@/app/_entry/api-operation';
import { apiRoute } from '@/app/_entry/api-route';

import { oneOfOr, requiredIds, requiredText, wireId } from '@/app/v2/_wire/members';
import { freezeTypes, fromWire } from '@/app/v2/_wire/words';
import { restrictCustomer } from '@/domain/customers/restrict-customer';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = apiRoute({
  POST: apiWriteEach({
    name: 'FreezeSubCustomers',
    callers: 'partner',
    permission: 'customers.restrict',
    members: {
      customer_ids: requiredIds('customer', 10),
      reason: requiredText(256),
      indirect_partner_id: wireId('organization'),
      freeze_type: oneOfOr(fromWire(freezeTypes), 'account'),
    },
    items: (input) => input.customer_ids,
    // A program that names the level knows what it means; from all but distributors the contract ignores `indirect_partner_id`.
    run: ({ actor, requestKey }, { reason, freeze_type: level, indirect_partner_id: resellerId }, customerId) =>
      restrictCustomer(actor, requestKey, {
        customerId,
        level,
        reason,
        understood: 'yes',
        resellerId: actor.kind === 'distributor' ? resellerId : undefined,
      }),
  }),
});
