import { z } from 'zod';
import { languageNames } from '@/domain/identity/input';
import { idOf } from '@/lib/id';
import { isMainlandMobile } from '@/lib/mobile';

/**
 * The account name a partner's program gives its customer: 5 to 32 letters, digits, `_` and `-`, not beginning with a digit.
 *
 * @source api/bss-api.md CreateSubCustomer
 */
export const isDomainName = (name: string): boolean =>
  /^[A-Za-z_-][A-Za-z0-9_-]{4,31}$/.test(name) && !/^(op_|shadow_)/i.test(name);

/** In its national form, which is the only one the contract knows and therefore the one spelling in which numbers are kept. */
const mainlandMobile = z.string().refine(isMainlandMobile, 'invalid_mobile');
/** Text of the partner's own system, kept as it is. */
const foreignText = (max: number) =>
  z
    .string()
    .refine((text) => text.isWellFormed() && !/\p{Cc}/u.test(text), 'text_not_plain')
    .refine((text) => text !== '', 'required')
    .refine((text) => [...text].length <= max, 'too_long');

/** A customer as a partner's program wants it. Null: a name is made up; no number; no password, so nobody signs in with one. */
export const createCustomerInput = z
  .strictObject({
    domainName: z.string().refine(isDomainName, 'invalid_domain_name').nullable(),
    mobile: mainlandMobile.nullable(),
    code: z.string().max(10, 'too_long').nullable(),
    platformType: foreignText(64),
    platformUserId: foreignText(128),
    password: z.string().max(1024, 'too_long').nullable(),
    refusesMarketing: z.boolean(),
    type: z.enum(['resale', 'referral'], 'invalid'),
    resellerId: idOf('organization').nullable(),
    /** The answer is to say whether the association came about. */
    awaitsAssociation: z.boolean(),
  })
  .refine(({ mobile, code }) => mobile === null || code !== null, { path: ['code'], message: 'required' });
export type CreateCustomer = z.output<typeof createCustomerInput>;

/** Whom a partner's program has a code sent to, and what for. */
export const sendCodeInput = z
  .strictObject({
    mobile: mainlandMobile,
    minutes: z.int('invalid').min(1, 'invalid').max(60, 'invalid'),
    language: z.enum(languageNames, 'invalid'),
    purpose: z.enum(['register', 'real_name'], 'invalid'),
    customerId: idOf('customer').nullable(),
  })
  .refine(({ purpose, customerId }) => purpose === 'register' || customerId !== null, {
    path: ['customerId'],
    message: 'required',
  });

/**
 * Whether a password keeps the contract's rules: 8 to 32 characters, two of upper case, lower case, digit and sign; neither the account name
 * nor its reverse, and without the number. Programs rely on these rules, so people's longer ones do not count here.
 *
 * @source api/bss-api.md CreateSubCustomer
 */
export function isContractPassword(password: string, domainName: string, mobile: string | null): boolean {
  const length = [...password].length;
  const classes = [/[A-Z]/, /[a-z]/, /[0-9]/, /[^A-Za-z0-9]/].filter((kind) => kind.test(password)).length;
  const plain = password.toLowerCase();
  const name = domainName.toLowerCase();
  const isName = plain === name || plain === [...name].toReversed().join('');
  return length >= 8 && length <= 32 && classes >= 2 && !isName && (mobile === null || !password.includes(mobile));
}
