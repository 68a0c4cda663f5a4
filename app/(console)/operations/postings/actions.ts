'use server';

import { formAction } from '@/app/_entry/form-action';
import { approvePosting } from '@/domain/reconciliation/approve-posting';
import { rejectPosting } from '@/domain/reconciliation/reject-posting';
import { takeUpPosting } from '@/domain/reconciliation/take-up-posting';
import { withdrawPosting } from '@/domain/reconciliation/withdraw-posting';

export const approvePostingAction = formAction(approvePosting, { then: '/operations/postings/:id?done=approved' });
export const rejectPostingAction = formAction(rejectPosting, { then: '/operations/postings/:id?done=rejected' });
export const takeUpPostingAction = formAction(takeUpPosting, { then: '/operations/postings/:id?done=taken_up' });
export const withdrawPostingAction = formAction(withdrawPosting, { then: '/operations/postings/:id?done=withdrawn' });
