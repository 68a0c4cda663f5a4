'use server';

import { formAction } from '@/app/_entry/form-action';
import { removeThreshold } from '@/domain/credit/remove-threshold';
import { setThreshold } from '@/domain/credit/set-threshold';

export const removeThresholdAction = formAction(removeThreshold, { then: '/funds/alerts?done=removed' });
export const setThresholdAction = formAction(setThreshold, { then: '/funds/alerts?done=set' });
