import { z } from 'zod';
import { idOf } from '@/lib/id';
import { emailAddress, plainText } from '@/lib/text';

/** What a person can be: one to three of these. */
export const roleNames = ['admin', 'finance', 'sales', 'viewer'] as const;

/** The languages an account can be in. */
export const languageNames = ['zh-CN', 'en'] as const;

/** Signing out says nothing but that. */
export const signOutInput = z.strictObject({});

/** One to three different roles; one alone may come as plain text. @source spec/11 §11.1 */
export const roleList = z
  .preprocess((value) => (typeof value === 'string' ? [value] : value), z.array(z.enum(roleNames, 'invalid')))
  .transform((roles) => roleNames.filter((role) => roles.includes(role)))
  .refine((roles) => roles.length > 0, 'roles_missing')
  .refine((roles) => roles.length <= 3, 'roles_too_many');

/** A member of the actor's own organization. */
export const newUserInput = z.strictObject({
  email: emailAddress,
  name: plainText(128),
  roles: roleList,
  language: z.enum(languageNames, 'invalid'),
});

/** A user, by id. */
export const userInput = z.strictObject({ userId: idOf('user') });

/** A session, by id. */
export const sessionInput = z.strictObject({ sessionId: idOf('session') });

/** Nothing to say but the wish itself. */
export const endOtherSessionsInput = z.strictObject({});

/**
 * A new password, entered twice, and the one it replaces. How good it is, the server judges (`passwords.ts`); here only that
 * it is text of a size worth looking at.
 */
export const changePasswordInput = z.strictObject({
  currentPassword: z.string('required').max(1024, 'too_long'),
  newPassword: z.string('required').max(1024, 'too_long'),
  repeatedPassword: z.string('required').max(1024, 'too_long'),
});

/** Asking for a code says nothing but that: it goes to the address of whoever asks. */
export const sendCodeInput = z.strictObject({});

/** What somebody typed as their code. Whether it is one, only comparing tells. */
export const verifyCodeInput = z.strictObject({ code: z.string('required').min(1, 'required').max(64, 'too_long') });

/** Whether sensitive operations are to ask for a code. */
export const setCodesInput = z.strictObject({ areAsked: z.enum(['yes', 'no'], 'invalid') });
