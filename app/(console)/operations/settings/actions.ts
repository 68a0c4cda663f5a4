'use server';

import { formAction } from '@/app/_entry/form-action';
import { changeSetting } from '@/domain/settings/change-setting';

export const changeSettingAction = formAction(changeSetting, { then: '/operations/settings?done=1' });
