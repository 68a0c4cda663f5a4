import { apiWrite } from '@/app/_entry/api-operation';
import { apiRoute } from '@/app/_entry/api-route';

import { requiredAmount, requiredId, wireId } from '@/app/v2/_wire/members';
import { allocateFunds } from '@/domain/funds/allocate-funds';
import { transactionNumber } from '@/domain/funds/transaction-number';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = apiRoute({
  POST: apiWrite({
    name: 'UpdateCustomerAccountAmount',
    callers: 'partner',
    permission: 'funds.allocate',
    members: {
      customer_id: requiredId('customer'),
      amount: requiredAmount(),
      indirect_partner_id: wireId('organization'),
    },
    run: ({ actor, requestKey }, { customer_id: customerId, amount, indirect_partner_id: resellerId }) =>
      allocateFunds(actor, requestKey, { customerId, amount, resellerId }),
    present: (id) => ({ transfer_id: transactionNumber('allocate', id) }),
  }),
});
