'use server';

import { formAction } from '@/app/_entry/form-action';
import { takeBackCoupons } from '@/domain/coupons/take-back-coupons';

export const takeBackCouponsAction = formAction(takeBackCoupons, {
  then: '/operations/coupons/take-back?operation=:id',
});
