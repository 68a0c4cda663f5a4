'use server';

import { formAction } from '@/app/_entry/form-action';
import { extendQuota } from '@/domain/coupons/extend-quota';
import { grantQuota } from '@/domain/coupons/grant-quota';
import { setQuotaState } from '@/domain/coupons/set-quota-state';

export const extendQuotaAction = formAction(extendQuota, { then: '/operations/coupon-quotas/:id?done=extended' });
export const grantQuotaAction = formAction(grantQuota, { then: '/operations/coupon-quotas/:id?done=granted' });
export const setQuotaStateAction = formAction(setQuotaState, { then: '/operations/coupon-quotas/:id?done=state' });
