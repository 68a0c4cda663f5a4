'use server';

import { formAction } from '@/app/_entry/form-action';
import { allocateFunds } from '@/domain/funds/allocate-funds';
import { allocateToReseller } from '@/domain/funds/allocate-to-reseller';
import { reclaimFromReseller } from '@/domain/funds/reclaim-from-reseller';
import { reclaimFunds } from '@/domain/funds/reclaim-funds';

export const allocateFundsAction = formAction(allocateFunds, {
  then: '/funds/adjustments/:id?done=1',
  refresh: '/funds',
});
export const reclaimFundsAction = formAction(reclaimFunds, {
  then: '/funds/adjustments/:id?done=1',
  refresh: '/funds',
});
export const allocateToResellerAction = formAction(allocateToReseller, {
  then: '/funds/adjustments/:id?done=1',
  refresh: '/funds',
});
export const reclaimFromResellerAction = formAction(reclaimFromReseller, {
  then: '/funds/adjustments/:id?done=1',
  refresh: '/funds',
});
