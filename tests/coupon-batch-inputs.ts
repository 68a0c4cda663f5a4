import type { Recipe } from './command-inputs';
import { makeCouponBatch } from './command-subjects';
import { quotaFor } from './coupon-batches';

/** What lists of coupons are prepared and run with. */
export const couponBatchInputs: Readonly<Record<string, Recipe>> = {
  'coupon_batches.create': async (_actor, { customer }, world) => ({
    quotaId: await quotaFor(world, customer.partner, '1.00'),
    customers: [customer.customerId],
    amount: '0.01',
  }),
  'coupon_batches.run': async (actor, { customer }, world) => ({
    batchId: await makeCouponBatch(actor, customer, await quotaFor(world, customer.partner, '1.00')),
  }),
};
