'use server';

import { formAction } from '@/app/_entry/form-action';
import { addPayer } from '@/domain/recharge/add-payer';
import { voidPayer } from '@/domain/recharge/void-payer';

export const addPayerAction = formAction(addPayer, { then: '/funds/payers/:id?done=added' });
export const voidPayerAction = formAction(voidPayer, { then: '/funds/payers/:id?done=void' });
