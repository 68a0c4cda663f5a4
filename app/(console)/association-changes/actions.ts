'use server';

import { formAction } from '@/app/_entry/form-action';
import { answerChange } from '@/domain/associations/answer-change';
import { requestChange } from '@/domain/associations/request-change';
import { withdrawChange } from '@/domain/associations/withdraw-change';

export const answerChangeAction = formAction(answerChange, { then: '/association-changes/:id?done=1' });
export const requestChangeAction = formAction(requestChange, { then: '/association-changes/:id?done=1' });
export const withdrawChangeAction = formAction(withdrawChange, { then: '/association-changes/:id?done=1' });
