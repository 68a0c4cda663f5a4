import { z } from 'zod';
import { idOf } from '@/lib/id';
import { canonicalMobile } from '@/lib/mobile';
import { emailAddress, optionalText, plainText } from '@/lib/text';

/** Kinds of organization the operator makes: everyone but itself. */
export const createdKinds = ['distributor', 'reseller', 'solution_provider', 'subsidised_partner', 'customer'] as const;

/** The kinds that are partners: they have customers or resellers of their own. */
export const partnerKinds = ['distributor', 'reseller', 'solution_provider', 'subsidised_partner'] as const;
export type PartnerKind = (typeof partnerKinds)[number];

/** An id that a form may leave empty. */
const optionalOrganizationId = z
  .string()
  .nullish()
  .transform((text) => text || null)
  .pipe(idOf('organization').nullable());

/** A number to call, in its one spelling: digits. */
export const mobileNumber = z
  .string()
  .nullish()
  .transform((text) => (text && canonicalMobile(text)) || null)
  .refine((text) => text === null || /^\d{5,20}$/.test(text), 'invalid_mobile');

/** The account name people sign up with: letters, digits and `._-@`, unique whatever the case. */
const accountName = plainText(64).refine(
  (text) => /^[\p{L}\p{N}][\p{L}\p{N}._@-]*$/u.test(text),
  'invalid_account_name',
);

/**
 * A new organization with its first administrator. A reseller names its distributor in `parentId`; a customer names its partner in
 * `partnerId` and how it is associated.
 */
export const createOrganizationInput = z
  .strictObject({
    kind: z.enum(createdKinds),
    name: plainText(128),
    nameEn: optionalText(128),
    accountName,
    mobile: mobileNumber,
    email: z.preprocess((value) => value || null, emailAddress.nullable()),
    parentId: optionalOrganizationId,
    partnerId: optionalOrganizationId,
    associationType: z.preprocess((value) => value || null, z.enum(['resale', 'referral']).nullable()),
    adminName: plainText(128),
    adminEmail: emailAddress,
    adminLanguage: z.enum(['zh-CN', 'en']).default('zh-CN'),
  })
  .superRefine((input, context) => {
    const demand = (path: 'parentId' | 'partnerId' | 'associationType', isWanted: boolean) => {
      if ((input[path] !== null) === isWanted) return;
      context.addIssue({ code: 'custom', path: [path], message: isWanted ? 'required' : 'not_for_this_kind' });
    };
    demand('parentId', input.kind === 'reseller');
    demand('partnerId', input.kind === 'customer');
    demand('associationType', input.kind === 'customer');
  });
export type CreateOrganization = z.output<typeof createOrganizationInput>;

/** Why something is frozen, in the operator's words: up to 256 characters. */
export const freezeReason = plainText(256);

export const freezeOrganizationInput = z.strictObject({ organizationId: idOf('organization'), reason: freezeReason });
export const unfreezeOrganizationInput = z.strictObject({ organizationId: idOf('organization') });

/** How many calls per second and operation a key may make when nothing else is said. @source design/decisions.md 32 */
export const defaultRatePerSecond = 10;

/** A rate as a form sends it: text of digits. */
const ratePerSecond = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((value) => (value === null || value === undefined || value === '' ? defaultRatePerSecond : Number(value)))
  .refine((value) => Number.isInteger(value) && value >= 1 && value <= 100_000, 'invalid_rate');

export const createApiKeyInput = z.strictObject({
  organizationId: idOf('organization'),
  name: plainText(64),
  rights: z.enum(['full', 'read_only']),
  ratePerSecond,
});
export const disableApiKeyInput = z.strictObject({ apiKeyId: idOf('apiKey') });
