'use server';

import { formAction } from '@/app/_entry/form-action';
import { openMessage } from '@/domain/outgoing/open-message';
import { retryMessage } from '@/domain/outgoing/retry-message';

export const openMessageAction = formAction(openMessage, { then: '/operations/messages/:id?opened=1' });
export const retryMessageAction = formAction(retryMessage, { then: '/operations/messages/:id?done=retried' });
