'use server';

import { formAction } from '@/app/_entry/form-action';
import { addReceivingAccount } from '@/domain/recharge/add-receiving-account';
import { changeReceivingAccount } from '@/domain/recharge/change-receiving-account';
import { closeReceivingAccount } from '@/domain/recharge/close-receiving-account';

export const addReceivingAccountAction = formAction(addReceivingAccount, {
  then: '/operations/receiving-accounts/:id?done=added',
});
export const changeReceivingAccountAction = formAction(changeReceivingAccount, {
  then: '/operations/receiving-accounts/:id?done=changed',
});
export const closeReceivingAccountAction = formAction(closeReceivingAccount, {
  then: '/operations/receiving-accounts/:id?done=closed',
});
