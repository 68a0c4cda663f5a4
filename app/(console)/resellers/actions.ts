'use server';

import { formAction } from '@/app/_entry/form-action';
import { grantFreezing } from '@/domain/customers/grant-freezing';

export const grantFreezingAction = formAction(grantFreezing, { then: '/resellers/:id?done=freezing' });
