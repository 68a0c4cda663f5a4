'use server';

import { formAction } from '@/app/_entry/form-action';
import { approveClaim } from '@/domain/reconciliation/approve-claim';
import { rejectClaim } from '@/domain/reconciliation/reject-claim';

export const approveClaimAction = formAction(approveClaim, { then: '/operations/claims/:id?done=approved' });
export const rejectClaimAction = formAction(rejectClaim, { then: '/operations/claims/:id?done=rejected' });
