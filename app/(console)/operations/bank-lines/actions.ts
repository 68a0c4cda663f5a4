'use server';

import { formAction } from '@/app/_entry/form-action';
import { closeReversal } from '@/domain/reconciliation/close-reversal';
import { markRecorded } from '@/domain/reconciliation/mark-recorded';
import { proposePosting } from '@/domain/reconciliation/propose-posting';
import { sendBackLine } from '@/domain/reconciliation/send-back-line';
import { takeBack } from '@/domain/reconciliation/take-back';

export const closeReversalAction = formAction(closeReversal, { then: '/operations/postings/:id?done=proposed' });
export const markRecordedAction = formAction(markRecorded, { then: '/operations/postings/:id?done=proposed' });
export const proposePostingAction = formAction(proposePosting, { then: '/operations/postings/:id?done=proposed' });
export const sendBackLineAction = formAction(sendBackLine, { then: '/operations/postings/:id?done=proposed' });
export const takeBackAction = formAction(takeBack, { then: '/operations/postings/:id?done=proposed' });
