'use server';

import { formAction } from '@/app/_entry/form-action';
import { startOnlineRecharge } from '@/domain/recharge/start-online-recharge';

export const startOnlineRechargeAction = formAction(startOnlineRecharge, { then: '/funds/recharge/online/:id' });
