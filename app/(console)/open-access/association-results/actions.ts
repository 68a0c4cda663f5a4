'use server';

import { formAction } from '@/app/_entry/form-action';
import { sendResultAgain } from '@/domain/open-access/send-result-again';
import { testNotification } from '@/domain/open-access/test-notification';

const path = '/open-access/association-results';

export const sendResultAgainAction = formAction(sendResultAgain, { then: `${path}?done=again` });
export const testNotificationAction = formAction(testNotification, { then: `${path}?done=tested` });
