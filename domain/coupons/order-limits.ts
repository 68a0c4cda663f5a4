import type { FieldProblems } from '@/domain/refusal';
import type { HeldCoupon } from './hold-coupons';
import type { LockCoupon } from './input';

/** Why a coupon does not fit an order, and what of the order it is. */
interface Misfit {
  readonly code: 'order_below_minimum' | 'order_outside_limits';
  readonly fields: FieldProblems;
}

/**
 * Why the coupon cannot be used for this order; undefined when it can. Partners' coupons pay no arrears and no goods of the marketplace;
 * everything else is in the coupon's own limits, which it has from its quota. An order that does not say what it is for is outside of any
 * limit to services or products.
 *
 * @source spec/05 §5.2 "Use rules"
 */
export function whyNotForOrder(
  { limits, minOrderMinor }: Pick<HeldCoupon, 'limits' | 'minOrderMinor'>,
  order: Pick<
    LockCoupon,
    | 'orderAmount'
    | 'orderType'
    | 'chargingMode'
    | 'serviceTypes'
    | 'productIds'
    | 'hasDiscount'
    | 'isForArrears'
    | 'isMarketplace'
  >,
): Misfit | undefined {
  const { orderTypes, chargingMode, combinable } = limits;
  const isOutside = {
    isForArrears: order.isForArrears,
    isMarketplace: order.isMarketplace,
    serviceTypes: !isAllWithin(order.serviceTypes, limits.serviceTypes),
    productIds: !isAllWithin(order.productIds, limits.productIds),
    orderType: orderTypes.length > 0 && !orderTypes.includes(order.orderType),
    chargingMode: chargingMode !== 'any' && order.chargingMode !== chargingMode,
    hasDiscount: order.hasDiscount && !combinable,
  };
  const wrong = Object.entries(isOutside).filter(([, outside]) => outside);
  if (wrong.length > 0) {
    return {
      code: 'order_outside_limits',
      fields: Object.fromEntries(wrong.map(([member]) => [member, 'out_of_bounds'])),
    };
  }
  if (order.orderAmount.minor < minOrderMinor)
    return { code: 'order_below_minimum', fields: { orderAmount: 'out_of_bounds' } };
  return undefined;
}

const isAllWithin = (asked: readonly string[], limited: readonly string[]): boolean =>
  limited.length === 0 || (asked.length > 0 && asked.every((code) => limited.includes(code)));
