'use server';

import { formAction } from '@/app/_entry/form-action';
import { createUser } from '@/domain/identity/create-user';
import { disableUser } from '@/domain/identity/disable-user';
import { enableUser } from '@/domain/identity/enable-user';
import { issueSignInLink } from '@/domain/identity/issue-sign-in-link';

export const createUserAction = formAction(createUser, { refresh: '/organization/users' });
export const disableUserAction = formAction(disableUser, { then: '/organization/users/:id?done=disabled' });
export const enableUserAction = formAction(enableUser, { then: '/organization/users/:id?done=enabled' });
export const issueSignInLinkAction = formAction(issueSignInLink);
