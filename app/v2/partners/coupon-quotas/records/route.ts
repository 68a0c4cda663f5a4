import { apiRead } from '@/app/_entry/api-operation';
import { apiRoute } from '@/app/_entry/api-route';

import { scopeActingFor } from '@/app/v2/_wire/acting-for';
import { instant, paging, requireOrder, text, wireId } from '@/app/v2/_wire/members';
import { quotaRecord } from '@/app/v2/_wire/present-coupons';
import { fromWire, meaningOf, quotaOperationTypes } from '@/app/v2/_wire/words';
import { listQuotaRecords } from '@/domain/coupons/partner-api-record-queries';

const kinds = fromWire(quotaOperationTypes);

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = apiRoute({
  GET: apiRead({
    name: 'ListCouponQuotasRecords',
    callers: 'distributor',
    permission: 'coupons.read',
    takes: 'query',
    members: {
      indirect_partner_id: wireId('organization'),
      quota_id: text(64),
      operation_time_begin: instant({ rejects: ['empty'] }),
      operation_time_end: instant({ rejects: ['empty'] }),
      parent_quota_id: text(64, { kept: ['empty', 'null'] }),
      operation_type: text(64),
      ...paging(),
    },
    async run({ scope }, input) {
      requireOrder(input.operation_time_begin, input.operation_time_end, 'operation_time_end');
      // Named, it must be a reseller of the caller; the list is then what passed between the two.
      await scopeActingFor(scope, input.indirect_partner_id);
      const { count, rows } = await listQuotaRecords(scope, {
        resellerId: input.indirect_partner_id,
        quota: input.quota_id,
        parent: input.parent_quota_id,
        // Of this member the contract ignores what is none of its values.
        kind: meaningOf(kinds, input.operation_type ?? ''),
        from: input.operation_time_begin,
        to: input.operation_time_end,
        offset: input.offset,
        limit: input.limit,
      });
      return { total_count: count, records: rows.map(quotaRecord) };
    },
  }),
});
