import { z } from 'zod';
import type { Actor } from '@/domain/actor';
import { readAddressRange } from '@/lib/address-range';
import { idOf } from '@/lib/id';
import { seenInput } from '@/lib/seen-input';
import { plainText } from '@/lib/text';
import { momentOf } from '@/lib/zoned-time';
import { isBeyondRights, type KeyPermission, keyPermissionsOf, overlapDaysMax } from './credential-model';

/** Asking for the sandbox key says nothing but that: it is the key of whoever asks. */
export const renewSandboxKeyInput = z.strictObject({});

/** A key of the actor's own organization, by id. */
export const credentialInput = z.strictObject({ apiKeyId: idOf('apiKey') });

const addressesMax = 50;

/** Addresses and ranges, one a line or with commas between them. Nothing at all is `null`: the key may be used from anywhere. */
const addressList = z
  .string()
  .max(5000, 'too_long')
  .nullish()
  .transform((text, context): string[] | null => {
    const read = (text ?? '').split(/[\s,;，；、]+/).filter(Boolean);
    const found = read.map(readAddressRange);
    const [problem] = found.flatMap((each) => ('problem' in each ? [each.problem] : []));
    const ranges = [...new Set(found.flatMap((each) => ('range' in each ? [each.range] : [])))];
    const message = problem ?? (ranges.length > addressesMax ? 'too_many_addresses' : undefined);
    if (message) {
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    }
    return ranges.length > 0 ? ranges : null;
  });

/** What may be set when a key is made and changed later: what it is for and what it is narrowed to. */
const limits = ({ kind, timeZone }: Actor) => {
  const own = keyPermissionsOf(kind);
  return {
    name: plainText(64),
    /** `all`: everything its rights allow. `chosen`: of that only the named permissions. */
    reach: z.enum(['all', 'chosen'], 'required'),
    permissions: z
      .preprocess(
        (value) => (typeof value === 'string' ? [value] : (value ?? [])),
        z.array(z.enum(own, 'invalid')).max(100),
      )
      .transform((chosen) => own.filter((permission) => chosen.includes(permission))),
    allowedAddresses: addressList,
    /** The last day on which it works, where the reader is; without one it works until it is disabled. */
    expiresOn: momentOf('end', timeZone),
  };
};

/** Says both what it is narrowed to and that it is, or neither: a tick that is ignored would be a key that can do more than was meant. */
const agrees = (input: { reach: 'all' | 'chosen'; permissions: readonly string[] }): boolean =>
  (input.reach === 'chosen') === input.permissions.length > 0;
const disagreement = { path: ['permissions'], message: 'reach_unclear' };

const narrowed = <Input extends { reach: 'all' | 'chosen'; permissions: readonly KeyPermission[] }>({
  reach,
  permissions,
  ...input
}: Input) => ({ ...input, permissions: reach === 'chosen' ? [...permissions] : null });

/** A new key of the actor's own organization. */
export const createCredentialInput = (actor: Actor) =>
  z
    .strictObject({ ...limits(actor), rights: z.enum(['full', 'read_only'], 'required') })
    .refine(agrees, disagreement)
    .refine(({ rights, permissions }) => !isBeyondRights(rights, permissions), {
      path: ['permissions'],
      message: 'not_for_read_only',
    })
    .transform(narrowed);

/** What a key is narrowed to from now on. */
export const changeCredentialInput = (actor: Actor) =>
  z
    .strictObject({ apiKeyId: idOf('apiKey'), ...limits(actor), seen: seenInput })
    .refine(agrees, disagreement)
    .transform(narrowed);

/** A key that takes the place of another, which works on for some days. */
export const rotateCredentialInput = z.strictObject({
  apiKeyId: idOf('apiKey'),
  overlapDays: z
    .union([z.string(), z.number()], 'required')
    .transform((value) => (value === '' ? Number.NaN : Number(value)))
    .refine((value) => Number.isInteger(value) && value >= 0 && value <= overlapDaysMax, 'invalid_overlap'),
});
