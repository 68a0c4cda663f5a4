'use server';

import { formAction } from '@/app/_entry/form-action';
import { signOut } from '@/domain/identity/sign-out';

export const signOutAction = formAction(signOut, { session: 'end' });
