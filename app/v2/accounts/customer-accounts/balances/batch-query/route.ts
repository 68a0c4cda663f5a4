import { apiRead } from '@/app/_entry/api-operation';
import { apiRoute } from '@/app/_entry/api-route';

import { scopeActingFor } from '@/app/v2/_wire/acting-for';
import { requiredId, requiredList, wireId } from '@/app/v2/_wire/members';
import { customerBalance } from '@/app/v2/_wire/present';
import { listCustomerBalances } from '@/domain/customers/partner-api-queries';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = apiRoute({
  POST: apiRead({
    name: 'ListCustomersBalancesDetail',
    callers: 'partner',
    permission: 'customers.read',
    takes: 'body',
    members: {
      customer_infos: requiredList({ customer_id: requiredId('customer') }, { min: 1, max: 100 }),
      indirect_partner_id: wireId('organization'),
    },
    async run({ scope }, input) {
      const seen = await scopeActingFor(scope, input.indirect_partner_id);
      const ids = input.customer_infos.map((one) => one.customer_id);
      return { customer_balances: (await listCustomerBalances(seen, ids)).map(customerBalance) };
    },
  }),
});
