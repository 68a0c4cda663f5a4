import { consumeCoupon } from '@/domain/coupons/consume-coupon';
import { lockCoupon } from '@/domain/coupons/lock-coupon';
import { refundCoupon } from '@/domain/coupons/refund-coupon';
import type { Id } from '@/lib/id';
import { grant, issueTo } from './coupons';
import { actorOf, freshKey, type WorldCustomer, type WorldOrganization } from './world';

let orders = 0;
/** The number of an order nobody has had. */
export function freshOrder(): string {
  orders += 1;
  return `CS${process.pid}${orders}`;
}

/** An order that fits every coupon without limits. */
export const orderInput = (couponId: Id<'coupon'>, orderId: string, more: Readonly<Record<string, unknown>> = {}) => ({
  couponId,
  orderId,
  orderAmount: '1000.00',
  orderType: 'new',
  chargingMode: 'yearly_monthly',
  serviceTypes: ['hws.service.type.ec2'],
  productIds: ['P1'],
  ...more,
});

/** Locks a coupon for an order of its customer through the command. */
export async function lockFor(
  customer: WorldCustomer,
  couponId: Id<'coupon'>,
  orderId = freshOrder(),
  more: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const outcome = await lockCoupon(actorOf(customer), freshKey(), orderInput(couponId, orderId, more));
  if (!outcome.ok) throw new Error(`locking was refused: ${outcome.code} ${JSON.stringify(outcome.fields)}`);
  return orderId;
}

/** Locks a coupon and pays with it. @returns the order */
export async function payWith(
  customer: WorldCustomer,
  couponId: Id<'coupon'>,
  amount: string,
  orderId = freshOrder(),
): Promise<string> {
  await lockFor(customer, couponId, orderId);
  const outcome = await consumeCoupon(actorOf(customer), freshKey(), { couponId, orderId, amount });
  if (!outcome.ok) throw new Error(`using was refused: ${outcome.code} ${JSON.stringify(outcome.fields)}`);
  return orderId;
}

/** Gives back what an order has paid, as the platform. */
export const refundTo = (
  { operator }: { readonly operator: WorldOrganization },
  couponId: Id<'coupon'>,
  orderId: string,
  amount: string,
  reason = 'failed',
) => refundCoupon(actorOf(operator), freshKey(), { couponId, orderId, amount, reason });

/** A coupon of a hundred that a customer has got from its partner, one at the top of a tree. */
export async function makeUsableCoupon(
  world: { readonly operator: WorldOrganization },
  customer: WorldCustomer,
): Promise<Id<'coupon'>> {
  const quota = await grant(world, customer.partner, '100.00');
  const [coupon] = await issueTo(customer.partner, quota, [customer], '100.00');
  if (!coupon) throw new Error('a coupon was issued');
  return coupon;
}
