import { apiRead } from '@/app/_entry/api-operation';
import { apiRoute } from '@/app/_entry/api-route';

import { scopeActingFor } from '@/app/v2/_wire/acting-for';
import { instant, oneOfNumbers, paging, requireOrder, text, texts, wireId } from '@/app/v2/_wire/members';
import { couponRecord } from '@/app/v2/_wire/present-coupons';
import { couponOperationTypes, fromWire, meaningOf, none, quotaTypes, results } from '@/app/v2/_wire/words';
import { listCouponRecords } from '@/domain/coupons/partner-api-record-queries';

const kinds = fromWire(couponOperationTypes);
const outcomes = fromWire(results);

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = apiRoute({
  GET: apiRead({
    name: 'ListPartnerCouponsRecord',
    callers: 'partner',
    permission: 'coupons.read',
    takes: 'query',
    members: {
      operation_types: texts(100),
      quota_id: text(64, { kept: ['empty', 'null'] }),
      quota_type: oneOfNumbers(fromWire(quotaTypes)),
      coupon_ids: texts(100, { kept: ['null'] }),
      customer_id: wireId('customer', { kept: ['empty', 'null'] }),
      operation_time_begin: instant({ rejects: ['empty', 'null'] }),
      operation_time_end: instant({ rejects: ['empty', 'null'] }),
      result: text(64),
      indirect_partner_id: wireId('organization'),
      ...paging({ offsetMax: 2_147_483_646 }),
    },
    async run({ scope }, input) {
      requireOrder(input.operation_time_begin, input.operation_time_end, 'operation_time_end');
      const eyes = await scopeActingFor(scope, input.indirect_partner_id);
      const { count, rows } = await listCouponRecords(
        eyes,
        {
          kinds: input.operation_types?.flatMap((type) => meaningOf(kinds, type) ?? []),
          quota: input.quota_id,
          quotaType: input.quota_type,
          coupons: input.coupon_ids,
          customerId: input.customer_id,
          from: input.operation_time_begin,
          to: input.operation_time_end,
          result: input.result === undefined ? undefined : (meaningOf(outcomes, input.result) ?? none),
          offset: input.offset,
          limit: input.limit,
        },
        scope,
      );
      return { total_count: count, records: rows.map(couponRecord) };
    },
  }),
});
