import { apiRead } from '@/app/_entry/api-operation';
import { apiRoute } from '@/app/_entry/api-route';

import { scopeActingFor } from '@/app/v2/_wire/acting-for';
import { instant, oneOf, paging, requireOrder, text, wireId } from '@/app/v2/_wire/members';
import { customerInformation } from '@/app/v2/_wire/present';
import { associationTypes, fromWire } from '@/app/v2/_wire/words';
import { listPartnerCustomers } from '@/domain/customers/partner-api-queries';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = apiRoute({
  POST: apiRead({
    name: 'ListSubCustomers',
    callers: 'partner',
    permission: 'customers.read',
    takes: 'body',
    members: {
      account_name: text(128),
      customer: text(128),
      label: text(64),
      association_type: oneOf(fromWire(associationTypes)),
      associated_on_begin: instant({ rejects: ['empty'] }),
      associated_on_end: instant({ rejects: ['empty'] }),
      customer_id: wireId('customer'),
      indirect_partner_id: wireId('organization'),
      ...paging({ offsetMax: 40_000_000 }),
    },
    async run({ scope }, input) {
      requireOrder(input.associated_on_begin, input.associated_on_end, 'associated_on_end');
      const { count, rows } = await listPartnerCustomers(await scopeActingFor(scope, input.indirect_partner_id), {
        accountName: input.account_name,
        name: input.customer,
        label: input.label,
        type: input.association_type,
        associatedFrom: input.associated_on_begin,
        associatedTo: input.associated_on_end,
        customerId: input.customer_id,
        offset: input.offset,
        limit: input.limit,
      });
      return { customer_infos: rows.map(customerInformation), count };
    },
  }),
});
