import { apiRead } from '@/app/_entry/api-operation';
import { apiRoute } from '@/app/_entry/api-route';

import { scopeActingFor } from '@/app/v2/_wire/acting-for';
import { wireId } from '@/app/v2/_wire/members';
import { partnerAccounts } from '@/app/v2/_wire/present-balances';
import { getFundsFigures } from '@/domain/credit/figures-queries';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = apiRoute({
  GET: apiRead({
    name: 'ListPartnerBalances',
    callers: 'partner',
    permission: 'funds.read',
    takes: 'query',
    members: { indirect_partner_id: wireId('organization') },
    async run({ scope }, input) {
      const seen = await scopeActingFor(scope, input.indirect_partner_id);
      // Subsidised partners have coupon quota and hold no money.
      if (seen.kind === 'subsidised_partner') return { account_balances: [] };
      const figures = await getFundsFigures(seen);
      return { account_balances: partnerAccounts(seen.organizationId, figures, seen.kind === 'reseller') };
    },
  }),
});
