import { apiRead } from '@/app/_entry/api-operation';
import { apiRoute } from '@/app/_entry/api-route';

import { customerAccounts } from '@/app/v2/_wire/present-balances';
import { getFundsFigures } from '@/domain/credit/figures-queries';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = apiRoute({
  GET: apiRead({
    name: 'ShowCustomerAccountBalances',
    callers: 'customer',
    permission: 'balance.read',
    takes: 'query',
    members: {},
    async run({ scope }) {
      return customerAccounts(scope.organizationId, await getFundsFigures(scope));
    },
  }),
});
