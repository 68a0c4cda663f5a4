import { apiWrite } from '@/app/_entry/api-operation';
import { apiRoute } from '@/app/_entry/api-route';

import { nobody, requiredText, wireId } from '@/app/v2/_wire/members';
import { couponIdOf } from '@/domain/coupons/coupon-number';
import { reclaimCoupons } from '@/domain/coupons/reclaim-coupons';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = apiRoute({
  POST: apiWrite({
    name: 'ReclaimPartnerCoupons',
    callers: 'partner',
    permission: 'coupons.reclaim',
    members: {
      coupon_id: requiredText(64),
      indirect_partner_id: wireId('organization', { rejects: ['empty'] }, 100),
    },
    run: ({ actor, requestKey }, { coupon_id: number, indirect_partner_id: named }) =>
      reclaimCoupons(actor, requestKey, {
        couponIds: [couponIdOf(number) ?? nobody('coupon')],
        // Only a distributor acts for somebody else here; the contract ignores the member in everybody else's request.
        resellerId: actor.kind === 'distributor' ? named : undefined,
      }),
    present: () => undefined,
  }),
});
