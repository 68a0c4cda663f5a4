'use server';

import { formAction } from '@/app/_entry/form-action';
import { changePassword } from '@/domain/identity/change-password';
import { endOtherSessions } from '@/domain/identity/end-other-sessions';
import { endSession } from '@/domain/identity/end-session';
import { setCodes } from '@/domain/identity/set-codes';

export const changePasswordAction = formAction(changePassword, {
  session: 'renew',
  then: '/account/security?done=password',
});
export const endSessionAction = formAction(endSession, { then: '/account/security?done=session' });
export const endOtherSessionsAction = formAction(endOtherSessions, { then: '/account/security?done=others' });
export const setCodesAction = formAction(setCodes, { then: '/account/security?done=codes' });
