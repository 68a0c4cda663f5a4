'use server';

import { formAction } from '@/app/_entry/form-action';
import { makeClaim } from '@/domain/reconciliation/make-claim';
import { withdrawClaim } from '@/domain/reconciliation/withdraw-claim';

export const makeClaimAction = formAction(makeClaim, { then: '/funds/claims/:id?done=made' });
export const withdrawClaimAction = formAction(withdrawClaim, { then: '/funds/claims/:id?done=withdrawn' });
