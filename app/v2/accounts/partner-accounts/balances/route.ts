import { apiRead } from '@/app/_entry/api-operation';
import { apiRoute } from '@/app/_entry/api-route';

import { scopeActingFor } from '@/app/v2/_wire/acting-for';
import { wireId } from '@/app/v2/_wire/members';
import { accountBalance } from '@/app/v2/_wire/present';
import { findFundsBalance } from '@/domain/funds/partner-api-queries';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = apiRoute({
  GET: apiRead({
    name: 'ListPartnerBalances',
    callers: 'partner',
    permission: 'funds.read',
    takes: 'query',
    members: { indirect_partner_id: wireId('organization') },
    async run({ scope }, input) {
      const seen = await scopeActingFor(scope, input.indirect_partner_id);
      const balance = await findFundsBalance(seen);
      return { account_balances: balance ? [accountBalance(seen.organizationId, balance)] : [] };
    },
  }),
});
