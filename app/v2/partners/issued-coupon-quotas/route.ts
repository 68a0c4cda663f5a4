import { apiRead } from '@/app/_entry/api-operation';
import { apiRoute } from '@/app/_entry/api-route';

import { scopeActingFor } from '@/app/v2/_wire/acting-for';
import { paging, text, wireId } from '@/app/v2/_wire/members';
import { issuedCouponQuota } from '@/app/v2/_wire/present-coupons';
import { listIssuedQuotas } from '@/domain/coupons/partner-api-quota-queries';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = apiRoute({
  GET: apiRead({
    name: 'ListIssuedCouponQuotas',
    callers: 'distributor',
    permission: 'coupons.read',
    takes: 'query',
    members: {
      quota_id: text(64),
      indirect_partner_id: wireId('organization'),
      parent_quota_id: text(64, { kept: ['blank', 'empty'] }),
      ...paging(),
    },
    async run({ scope }, input) {
      // Named, it must be a reseller of the caller; the list is then what that one was given.
      await scopeActingFor(scope, input.indirect_partner_id);
      const { count, rows } = await listIssuedQuotas(scope, {
        number: input.quota_id,
        parentNumber: input.parent_quota_id,
        resellerId: input.indirect_partner_id,
        offset: input.offset,
        limit: input.limit,
      });
      return { total_count: count, quotas: rows.map(issuedCouponQuota) };
    },
  }),
});
