'use server';

import { formAction } from '@/app/_entry/form-action';
import { proposePosting } from '@/domain/reconciliation/propose-posting';
import { sendBackLine } from '@/domain/reconciliation/send-back-line';

export const proposePostingAction = formAction(proposePosting, { then: '/operations/postings/:id?done=proposed' });
export const sendBackLineAction = formAction(sendBackLine, { then: '/operations/postings/:id?done=proposed' });
