'use server';

import { formAction } from '@/app/_entry/form-action';
import { changeCredential } from '@/domain/identity/change-credential';
import { createCredential } from '@/domain/identity/create-credential';
import { disableCredential } from '@/domain/identity/disable-credential';
import { rotateCredential } from '@/domain/identity/rotate-credential';

export const changeCredentialAction = formAction(changeCredential, {
  then: '/open-access/credentials/:id?done=changed',
});
// The answer holds the secret, so these two lead nowhere by themselves.
export const createCredentialAction = formAction(createCredential);
export const rotateCredentialAction = formAction(rotateCredential);
export const disableCredentialAction = formAction(disableCredential, {
  then: '/open-access/credentials/:id?done=disabled',
});
