'use server';

import { formAction } from '@/app/_entry/form-action';
import { approveBankTransfer } from '@/domain/recharge/approve-bank-transfer';
import { proposeBankTransfer } from '@/domain/recharge/propose-bank-transfer';
import { rejectBankTransfer } from '@/domain/recharge/reject-bank-transfer';
import { withdrawBankTransfer } from '@/domain/recharge/withdraw-bank-transfer';

export const approveBankTransferAction = formAction(approveBankTransfer, {
  then: '/operations/bank-transfers/proposals/:id?done=approved',
});
export const proposeBankTransferAction = formAction(proposeBankTransfer, {
  then: '/operations/bank-transfers/proposals/:id?done=proposed',
});
export const rejectBankTransferAction = formAction(rejectBankTransfer, {
  then: '/operations/bank-transfers/proposals/:id?done=rejected',
});
export const withdrawBankTransferAction = formAction(withdrawBankTransfer, {
  then: '/operations/bank-transfers/proposals/:id?done=withdrawn',
});
