import { z } from 'zod';
import { languageNames } from '@/domain/identity/input';
import { canonicalMobile } from '@/lib/mobile';
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

/** A number to call, as digits in their one spelling, so that it equals what was reported. */
export const mobileNumber = z
  .string('required')
  .max(64, 'invalid_mobile')
  .transform(canonicalMobile)
  .refine((text) => text !== '', 'required')
  .refine((text) => /^\d{5,20}$/.test(text), 'invalid_mobile');

/** An address to sign in with. */
const requiredEmail = z
  .string('required')
  .refine((text) => text.trim() !== '', 'required')
  .pipe(emailAddress);

/** Where the codes are sent: the address to sign in with, and a number to call. */
export const contactInput = z.strictObject({ email: requiredEmail, mobile: mobileNumber });

const code = z.string('required').max(32, 'invalid');

/**
 * A new customer with its first person. The code from the mail shows that the address is theirs, the one from the text message, which need
 * not have reached them, that the number is. How good the password is, the server judges.
 */
export const registerInput = z.strictObject({
  token,
  code: code.min(1, 'required'),
  smsCode: code.nullish().transform((text) => text?.trim() || null),
  accountName: plainText(64).refine((text) => /^[\p{L}\p{N}][\p{L}\p{N}._@-]*$/u.test(text), 'invalid_account_name'),
  organizationName: plainText(128),
  personName: plainText(128),
  email: requiredEmail,
  mobile: mobileNumber,
  newPassword: z.string('required').min(1, 'required').max(1024, 'too_long'),
  repeatedPassword: z.string('required').min(1, 'required').max(1024, 'too_long'),
  ...consent,
});
export type RegisterCustomer = z.output<typeof registerInput>;
