'use server';

import { formAction } from '@/app/_entry/form-action';
import { openRemittanceAccount } from '@/domain/recharge/open-remittance-account';
import { sendRemittanceDetails } from '@/domain/recharge/send-remittance-details';

export const openRemittanceAccountAction = formAction(openRemittanceAccount, { then: '/funds/recharge?done=opened' });
export const sendRemittanceDetailsAction = formAction(sendRemittanceDetails);
