import { apiListWrite } from '@/app/_entry/api-list-operation';
import { apiRead } from '@/app/_entry/api-operation';
import { apiRoute } from '@/app/_entry/api-route';

import { scopeActingFor } from '@/app/v2/_wire/acting-for';
import {
  instant,
  nobody,
  oneOfNumbers,
  paging,
  requiredAmount,
  requiredIds,
  requiredText,
  requireOrder,
  text,
  texts,
  wireId,
} from '@/app/v2/_wire/members';
import { issuedCoupon } from '@/app/v2/_wire/present-coupons';
import { problemOfIssuing, problems } from '@/app/v2/_wire/problems';
import { couponStates, couponTypes, fromWire, none } from '@/app/v2/_wire/words';
import { couponNumber } from '@/domain/coupons/coupon-number';
import { issueCoupons } from '@/domain/coupons/issue-coupons';
import { listOperationResults } from '@/domain/coupons/operation-result-queries';
import { listIssuedCoupons } from '@/domain/coupons/partner-api-coupon-queries';
import { findQuotasByNumber } from '@/domain/coupons/partner-api-quota-queries';
import { asKind } from '@/lib/id';

const listIssuedPartnerCoupons = apiRead({
  name: 'ListIssuedPartnerCoupons',
  callers: 'partner',
  permission: 'coupons.read',
  takes: 'query',
  members: {
    coupon_id: text(64, { kept: ['null'], rejects: ['empty'] }),
    customer_id: wireId('customer', { kept: ['empty', 'null'] }),
    order_id: text(64, { kept: ['null'], rejects: ['empty'] }),
    coupon_type: oneOfNumbers(fromWire(couponTypes)),
    // Coupons need no activation, so there are none in state 1.
    status: oneOfNumbers({ 1: none, ...fromWire(couponStates) }),
    create_time_begin: instant(),
    create_time_end: instant(),
    effective_time_begin: instant(),
    effective_time_end: instant(),
    expire_time_begin: instant(),
    expire_time_end: instant(),
    indirect_partner_id: wireId('organization'),
    ...paging({ offsetMax: 2_147_483_646 }),
  },
  async run({ scope }, input) {
    requireOrder(input.create_time_begin, input.create_time_end, 'create_time_end');
    requireOrder(input.effective_time_begin, input.effective_time_end, 'effective_time_end');
    requireOrder(input.expire_time_begin, input.expire_time_end, 'expire_time_end');
    const { count, rows } = await listIssuedCoupons(await scopeActingFor(scope, input.indirect_partner_id), {
      coupon: input.coupon_id,
      customerId: input.customer_id,
      orderId: input.order_id,
      type: input.coupon_type,
      state: input.status,
      created: { from: input.create_time_begin, to: input.create_time_end },
      effective: { from: input.effective_time_begin, to: input.effective_time_end },
      expires: { from: input.expire_time_begin, to: input.expire_time_end },
      offset: input.offset,
      limit: input.limit,
    });
    return { total_count: count, user_coupons: rows.map(issuedCoupon) };
  },
});

const createPartnerCoupons = apiListWrite({
  name: 'CreatePartnerCoupons',
  callers: 'partner',
  permission: 'coupons.issue',
  members: {
    quota_id: requiredText(64),
    customer_ids: requiredIds('customer', 100, 1),
    face_value: requiredAmount(),
    valid_time: instant(),
    expire_time: instant(),
    cloud_service_types: texts(10),
    product_ids: texts(10),
    memo: text(512, { kept: ['empty'] }),
    indirect_partner_id: wireId('organization'),
  },
  items: (_call, input) => input.customer_ids,
  async run({ actor, requestKey, scope }, input, customerIds) {
    const quota = (await findQuotasByNumber(scope, [input.quota_id])).get(input.quota_id);
    const { valid_time: validTime, expire_time: expireTime } = input;
    // Programs see times in whole seconds: the quota's own beginning, as they see it, is its beginning to the microsecond.
    const isQuotasOwn = Math.floor((quota?.effectiveAt.getTime() ?? Number.NaN) / 1000) * 1000 === validTime?.getTime();
    return issueCoupons(actor, requestKey, {
      quotaId: quota?.id ?? nobody('couponQuota'),
      customerIds,
      faceValue: input.face_value,
      effectiveAt: isQuotasOwn ? undefined : validTime?.toISOString(),
      expiresAt: expireTime?.toISOString(),
      serviceTypes: input.cloud_service_types,
      productIds: input.product_ids,
      remark: input.memo,
      // From all but distributors the contract ignores it.
      resellerId: actor.kind === 'distributor' ? input.indirect_partner_id : undefined,
    });
  },
  async results(scope, id) {
    const all = await listOperationResults(scope, id);
    return all.map((result) => ({ ...result, id: result.customerId }));
  },
  doneIn: 'coupon_infos',
  present: ({ couponId }, given) => ({ id: given, coupon_id: couponId && couponNumber(couponId) }),
  problemOf(code, fields, customerId, call) {
    const isItself =
      code === 'customer_not_found' && customerId && call?.actor.organizationId === asKind('organization', customerId);
    if (!isItself) return problemOfIssuing(code, fields);
    return call?.actor.kind === 'subsidised_partner' ? problems.subsidisedToItself : problems.issueToItself;
  },
});

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = apiRoute({
  GET: listIssuedPartnerCoupons,
  POST: createPartnerCoupons,
});
