import { apiRead } from '@/app/_entry/api-operation';
import { apiRoute } from '@/app/_entry/api-route';

import { scopeActingFor } from '@/app/v2/_wire/acting-for';
import { instant, integer, oneOfNumbers, requireOrder, text, wireId } from '@/app/v2/_wire/members';
import { heldCoupon } from '@/app/v2/_wire/present-coupons';
import { couponStates, couponTypes, fromWire, none } from '@/app/v2/_wire/words';
import { listHeldCoupons } from '@/domain/coupons/partner-api-coupon-queries';
import { Refusal } from '@/domain/refusal';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = apiRoute({
  GET: apiRead({
    name: 'ListSubCustomerCoupons',
    callers: 'holder',
    permission: 'coupons.held',
    takes: 'query',
    members: {
      coupon_id: text(64, { kept: ['empty'] }),
      order_id: text(64, { kept: ['empty'] }),
      promotion_plan_id: text(64, { kept: ['empty'] }),
      // Discount and product coupons are not made here, nor any that need to be activated.
      coupon_type: oneOfNumbers({ ...fromWire(couponTypes), 2: none, 3: none }),
      status: oneOfNumbers({ 1: none, ...fromWire(couponStates) }),
      active_start_time: instant({ rejects: ['empty', 'null'] }),
      active_end_time: instant({ rejects: ['empty', 'null'] }),
      offset: integer({ min: 0, max: 2_147_483_647, fallback: undefined }),
      limit: integer({ min: 1, max: 100, fallback: undefined }),
      source_id: text(255, { kept: ['empty'] }),
      indirect_partner_id: wireId('organization'),
    },
    async run({ scope }, input) {
      requireOrder(input.active_start_time, input.active_end_time, 'active_end_time');
      if (input.offset !== undefined && input.limit === undefined)
        throw new Refusal('invalid_input', { offset: 'invalid' });
      const own = await scopeActingFor(scope, input.indirect_partner_id);
      // No coupon is part of a promotion.
      if (input.promotion_plan_id !== undefined) return { count: 0, user_coupons: [] };
      const { count, rows } = await listHeldCoupons(own, {
        coupon: input.coupon_id,
        orderId: input.order_id,
        type: input.coupon_type,
        state: input.status,
        created: { from: input.active_start_time, to: input.active_end_time },
        issuer: input.source_id,
        offset: input.offset ?? 0,
        limit: input.limit ?? 10,
      });
      return { count, user_coupons: rows.map(heldCoupon) };
    },
  }),
});
