'use server';

import { formAction } from '@/app/_entry/form-action';
import { issueCoupons } from '@/domain/coupons/issue-coupons';
import { issueQuota } from '@/domain/coupons/issue-quota';
import { reclaimCoupons } from '@/domain/coupons/reclaim-coupons';
import { reclaimQuotas } from '@/domain/coupons/reclaim-quotas';

export const issueCouponsAction = formAction(issueCoupons, {
  then: '/coupons/operations/:id?done=1',
  refresh: '/coupons',
});
export const reclaimCouponsAction = formAction(reclaimCoupons, {
  then: '/coupons/operations/:id?done=1',
  refresh: '/coupons',
});
export const issueQuotaAction = formAction(issueQuota, {
  then: '/coupons/operations/:id?done=1',
  refresh: '/coupons',
});
export const reclaimQuotasAction = formAction(reclaimQuotas, {
  then: '/coupons/operations/:id?done=1',
  refresh: '/coupons',
});
