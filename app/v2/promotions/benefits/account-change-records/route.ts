import { apiRead } from '@/app/_entry/api-operation';
import { apiRoute } from '@/app/_entry/api-route';

import { day, oneOf, paging, requiredOneOf, requireOrder, text } from '@/app/v2/_wire/members';
import { couponChange } from '@/app/v2/_wire/present-coupons';
import { problems } from '@/app/v2/_wire/problems';
import { directions, fromWire, tradeTypes } from '@/app/v2/_wire/words';
import { isResaleCustomer, listCouponChanges } from '@/domain/coupons/partner-api-change-queries';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = apiRoute({
  GET: apiRead({
    name: 'ListCustomerCouponChangeRecords',
    callers: 'customer',
    permission: 'coupons.own',
    takes: 'query',
    members: {
      balance_type: requiredOneOf({ BALANCE_TYPE_COUPON: 'coupon' }),
      revenue_expense_type: oneOf(fromWire(directions), { rejects: ['blank', 'empty'] }),
      trade_type: oneOf(tradeTypes, { rejects: ['blank', 'empty'] }),
      trade_id: text(128),
      trade_time_begin: day({ rejects: ['empty'] }),
      trade_time_end: day({ rejects: ['empty'] }),
      coupon_id: text(64),
      ...paging(),
    },
    async run({ scope }, input) {
      requireOrder(input.trade_time_begin, input.trade_time_end, 'trade_time_end');
      if (await isResaleCustomer(scope)) return { problem: problems.resaleCustomer };
      const { count, rows } = await listCouponChanges(scope, {
        direction: input.revenue_expense_type,
        kinds: input.trade_type,
        trade: input.trade_id,
        coupon: input.coupon_id,
        fromDay: input.trade_time_begin,
        toDay: input.trade_time_end,
        offset: input.offset,
        limit: input.limit,
      });
      return { total_count: count, currency: scope.currency, records: rows.map(couponChange) };
    },
  }),
});
