'use server';

import { formAction } from '@/app/_entry/form-action';
import { disableUser } from '@/domain/identity/disable-user';
import { enableUser } from '@/domain/identity/enable-user';
import { issueSignInLink } from '@/domain/identity/issue-sign-in-link';

export const disableUserAction = formAction(disableUser, { then: '/operations/users/:id?done=disabled' });
export const enableUserAction = formAction(enableUser, { then: '/operations/users/:id?done=enabled' });
export const issueSignInLinkAction = formAction(issueSignInLink);
