import { apiRead } from '@/app/_entry/api-operation';
import { apiRoute } from '@/app/_entry/api-route';
import { scopeActingFor } from '@/app/v2/_wire/acting-for';
import { instant, paging, requireOrder, text, wireId } from '@/app/v2/_wire/members';
import { indirectPartnerInfo } from '@/app/v2/_wire/present';
import { listResellers } from '@/domain/customers/partner-api-queries';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = apiRoute({
  POST: apiRead({
    name: 'ListIndirectPartners',
    callers: 'distributor',
    permission: 'resellers.read',
    takes: 'body',
    members: {
      account_name: text(64),
      associated_on_begin: instant({ rejects: ['empty'] }),
      associated_on_end: instant({ rejects: ['empty'] }),
      indirect_partner_id: wireId('organization'),
      ...paging(),
    },
    async run({ scope }, input) {
      requireOrder(input.associated_on_begin, input.associated_on_end, 'associated_on_end');
      // Named, it must be a reseller of the caller; the list is then that one.
      await scopeActingFor(scope, input.indirect_partner_id);
      const { count, rows } = await listResellers(scope, {
        accountName: input.account_name,
        associatedFrom: input.associated_on_begin,
        associatedTo: input.associated_on_end,
        resellerId: input.indirect_partner_id,
        offset: input.offset,
        limit: input.limit,
      });
      return { count, indirect_partners: rows.map(indirectPartnerInfo) };
    },
  }),
});
