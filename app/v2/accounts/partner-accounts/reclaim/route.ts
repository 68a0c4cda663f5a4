import { apiWrite } from '@/app/_entry/api-operation';
import { apiRoute } from '@/app/_entry/api-route';

import { requiredAmount, requiredId, wireId } from '@/app/v2/_wire/members';
import { reclaimFunds } from '@/domain/funds/reclaim-funds';
import { transactionNumber } from '@/domain/funds/transaction-number';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = apiRoute({
  POST: apiWrite({
    name: 'ReclaimToPartnerAccount',
    callers: 'partner',
    permission: 'funds.reclaim',
    members: {
      customer_id: requiredId('customer'),
      amount: requiredAmount(),
      indirect_partner_id: wireId('organization'),
    },
    run: ({ actor, requestKey }, { customer_id: customerId, amount, indirect_partner_id: named }) => {
      // Only a distributor acts for somebody else here; the contract ignores the member in everybody else's request.
      const resellerId = actor.kind === 'distributor' ? named : undefined;
      return reclaimFunds(actor, requestKey, { customerId, amount, resellerId });
    },
    present: (id) => ({ trans_id: transactionNumber('reclaim', id) }),
  }),
});
