import { z } from 'zod';
import { languageNames } from '@/domain/identity/input';
import { emailAddress, plainText } from '@/lib/text';
import { consentDocuments } from './consent-model';

/** The token of an invitation as an address holds it; any other text names no invitation. */
const token = z.string('required').max(128, 'invalid');

/** What was ticked, and of which edition. Whether that is everything is the command's question. */
const consent = {
  agreements: z
    .preprocess(
      (value) => (typeof value === 'string' ? [value] : (value ?? [])),
      z.array(z.enum(consentDocuments, 'invalid')).max(8, 'invalid'),
    )
    .transform((documents) => consentDocuments.filter((document) => documents.includes(document))),
  edition: z.string('required').max(32, 'invalid'),
  language: z.enum(languageNames, 'invalid'),
};

/** Joining with the account one has. `language` is the one the texts were read in. */
export const joinPartnerInput = z.strictObject({ token, ...consent });
export type JoinPartner = z.output<typeof joinPartnerInput>;

/** A number to call, as digits: without blanks and without the country code of the mainland, so that it equals what was reported. */
export const mobileNumber = z
  .string('required')
  .max(64, 'invalid_mobile')
  .transform((text) =>
    text
      .normalize('NFKC')
      .replaceAll(/[\s-]/g, '')
      .replace(/^(\+|00)86/, ''),
  )
  .refine((text) => text !== '', 'required')
  .refine((text) => /^\d{5,20}$/.test(text), 'invalid_mobile');

/** Where a code is sent: an e-mail address, or a number to call. */
export const codeTarget = z
  .string('required')
  .max(254, 'too_long')
  .transform((text) => text.normalize('NFKC').trim())
  .refine((text) => text !== '', 'required')
  .pipe(z.union([emailAddress, mobileNumber], 'invalid_target'));

/** Whether a code goes out as a mail or as a text message. */
export const channelOf = (target: string): 'email' | 'sms' => (target.includes('@') ? 'email' : 'sms');

/**
 * A new customer with its first person. One of `email` and `mobile` is the target the code went to, which the form does not let be
 * changed. How good the password is, the server judges.
 */
export const registerInput = z.strictObject({
  token,
  target: codeTarget,
  code: z.string('required').min(1, 'required').max(32, 'invalid'),
  accountName: plainText(64).refine((text) => /^[\p{L}\p{N}][\p{L}\p{N}._@-]*$/u.test(text), 'invalid_account_name'),
  organizationName: plainText(128),
  personName: plainText(128),
  email: emailAddress,
  mobile: mobileNumber,
  newPassword: z.string('required').min(1, 'required').max(1024, 'too_long'),
  repeatedPassword: z.string('required').min(1, 'required').max(1024, 'too_long'),
  ...consent,
});
export type RegisterCustomer = z.output<typeof registerInput>;
