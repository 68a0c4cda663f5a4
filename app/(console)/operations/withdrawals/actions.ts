'use server';

import { formAction } from '@/app/_entry/form-action';
import { approveWithdrawal } from '@/domain/withdrawals/approve-withdrawal';
import { rejectWithdrawal } from '@/domain/withdrawals/reject-withdrawal';
import { returnWithdrawal } from '@/domain/withdrawals/return-withdrawal';

export const approveWithdrawalAction = formAction(approveWithdrawal, {
  then: '/operations/withdrawals/:id?done=approved',
});
export const rejectWithdrawalAction = formAction(rejectWithdrawal, {
  then: '/operations/withdrawals/:id?done=rejected',
});
export const returnWithdrawalAction = formAction(returnWithdrawal, {
  then: '/operations/withdrawals/:id?done=returned',
});
