import { apiWrite } from '@/app/_entry/api-operation';
import { apiRoute } from '@/app/_entry/api-route';

import { requiredAmount, requiredId } from '@/app/v2/_wire/members';
import { allocateToReseller } from '@/domain/funds/allocate-to-reseller';
import { transactionNumber } from '@/domain/funds/transaction-number';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = apiRoute({
  POST: apiWrite({
    name: 'UpdateIndirectPartnerAccount',
    callers: 'distributor',
    permission: 'funds.allocate_reseller',
    members: { indirect_partner_id: requiredId('organization'), amount: requiredAmount() },
    run: ({ actor, requestKey }, { indirect_partner_id: resellerId, amount }) =>
      allocateToReseller(actor, requestKey, { resellerId, amount }),
    present: (id) => ({ transfer_id: transactionNumber('allocate', id) }),
  }),
});
