'use server';

import { formAction } from '@/app/_entry/form-action';
import { createCouponBatch } from '@/domain/batches/create-coupon-batch';
import { runCouponBatch } from '@/domain/batches/run-coupon-batch';

export const createCouponBatchAction = formAction(createCouponBatch, { then: '/coupons/batches/:id' });
export const runCouponBatchAction = formAction(runCouponBatch, {
  then: '/coupons/batches/:id?done=1',
  refresh: '/coupons',
});
