'use server';

import { formAction } from '@/app/_entry/form-action';
import { setCallbacks } from '@/domain/open-access/set-callbacks';

export const setCallbacksAction = formAction(setCallbacks, { then: '/open-access/callbacks?done=1' });
