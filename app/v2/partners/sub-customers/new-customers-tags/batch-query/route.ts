import { apiRead } from '@/app/_entry/api-operation';
import { apiRoute } from '@/app/_entry/api-route';

import { scopeActingFor } from '@/app/v2/_wire/acting-for';
import { paging, wireId, wireIds } from '@/app/v2/_wire/members';
import { newCustomerTag } from '@/app/v2/_wire/present';
import { listNewCustomerTags } from '@/domain/customers/new-tag-queries';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = apiRoute({
  POST: apiRead({
    name: 'ListSubCustomerNewTag',
    callers: 'partner',
    permission: 'customers.read',
    takes: 'body',
    members: {
      customer_ids: wireIds('customer', 200),
      indirect_partner_id: wireId('organization'),
      ...paging({ limitMax: 200 }),
    },
    async run({ scope }, { customer_ids: ids, indirect_partner_id: resellerId, offset, limit }) {
      const rows = await listNewCustomerTags(await scopeActingFor(scope, resellerId), {
        customerIds: ids?.map(({ id }) => id) ?? [],
        offset,
        limit,
      });
      return { new_customer_tags: rows.map(newCustomerTag) };
    },
  }),
});
