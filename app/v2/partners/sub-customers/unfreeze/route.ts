import { apiWriteEach } from '@/app/_entry/api-operation';
import { apiRoute } from '@/app/_entry/api-route';

import { oneOfOr, requiredIds, requiredText, wireId } from '@/app/v2/_wire/members';
import { freezeTypes, fromWire } from '@/app/v2/_wire/words';
import { unrestrictCustomer } from '@/domain/customers/unrestrict-customer';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = apiRoute({
  POST: apiWriteEach({
    name: 'UnfreezeSubCustomers',
    callers: 'partner',
    permission: 'customers.restrict',
    members: {
      customer_ids: requiredIds('customer', 10),
      reason: requiredText(256),
      indirect_partner_id: wireId('organization'),
      unfreeze_type: oneOfOr(fromWire(freezeTypes), 'account'),
    },
    items: (input) => input.customer_ids,
    run: ({ actor, requestKey }, { reason, unfreeze_type: level, indirect_partner_id: resellerId }, customerId) =>
      unrestrictCustomer(actor, requestKey, {
        customerId,
        level,
        reason,
        resellerId: actor.kind === 'distributor' ? resellerId : undefined,
      }),
  }),
});
