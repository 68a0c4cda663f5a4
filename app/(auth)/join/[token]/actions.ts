'use server';

import { formAction } from '@/app/_entry/form-action';
import { joinPartner } from '@/domain/onboarding/join-partner';

export const joinPartnerAction = formAction(joinPartner, { then: '/?done=joined' });
