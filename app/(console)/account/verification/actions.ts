'use server';

import { formAction } from '@/app/_entry/form-action';
import { sendOwnCode } from '@/domain/identity/send-code';
import { verifyOwnCode } from '@/domain/identity/verify-code';

export const sendOwnCodeAction = formAction(sendOwnCode, { then: '/account/verification?sent=1&back=:back' });
export const verifyOwnCodeAction = formAction(verifyOwnCode, { then: '/account/verification?shown=1&back=:back' });
