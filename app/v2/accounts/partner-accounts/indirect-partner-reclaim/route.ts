import { apiWrite } from '@/app/_entry/api-operation';
import { apiRoute } from '@/app/_entry/api-route';

import { requiredAmount, requiredId } from '@/app/v2/_wire/members';
import { reclaimFromReseller } from '@/domain/funds/reclaim-from-reseller';
import { transactionNumber } from '@/domain/funds/transaction-number';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = apiRoute({
  POST: apiWrite({
    name: 'ReclaimIndirectPartnerAccount',
    callers: 'distributor',
    permission: 'funds.reclaim_reseller',
    members: { indirect_partner_id: requiredId('organization'), amount: requiredAmount() },
    run: ({ actor, requestKey }, { indirect_partner_id: resellerId, amount }) =>
      reclaimFromReseller(actor, requestKey, { resellerId, amount }),
    present: (id) => ({ trans_id: transactionNumber('reclaim', id) }),
  }),
});
