'use server';

import { formAction } from '@/app/_entry/form-action';
import { cancelWithdrawal } from '@/domain/withdrawals/cancel-withdrawal';
import { requestWithdrawal } from '@/domain/withdrawals/request-withdrawal';

export const cancelWithdrawalAction = formAction(cancelWithdrawal, { then: '/funds/withdrawals/:id?done=cancelled' });
export const requestWithdrawalAction = formAction(requestWithdrawal, { then: '/funds/withdrawals/:id?done=requested' });
