'use server';

import { formAction } from '@/app/_entry/form-action';
import { makePaymentFile } from '@/domain/withdrawals/make-payment-file';
import { settlePaymentFile } from '@/domain/withdrawals/settle-payment-file';

export const makePaymentFileAction = formAction(makePaymentFile, { then: '/operations/payment-files/:id?done=made' });
export const settlePaymentFileAction = formAction(settlePaymentFile, {
  then: '/operations/payment-files/:id?done=settled',
});
