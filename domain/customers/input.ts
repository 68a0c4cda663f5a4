import { z } from 'zod';
import { freezeReason } from '@/domain/identity/organization-input';
import { idOf } from '@/lib/id';
import { seenInput } from '@/lib/seen-input';
import { optionalText, plainText } from '@/lib/text';
import { assignMax, viewQuery } from './model';

export const freezeCustomerInput = z.strictObject({ customerId: idOf('customer'), reason: freezeReason });
export const unfreezeCustomerInput = z.strictObject({ customerId: idOf('customer') });

/** How far a partner freezes: what it buys, or what it has too. @source spec/01 §1.8 */
export const freezeLevels = ['account', 'account_and_resource'] as const;
export type FreezeLevel = (typeof freezeLevels)[number];

/** A partner's freeze of one of its relations, or its end. A distributor names the reseller whose customer it is. */
const partnersFreeze = {
  customerId: idOf('customer'),
  resellerId: idOf('organization').nullish(),
  level: z.enum(freezeLevels, 'required'),
  reason: freezeReason,
};
/** Resources stand still only for whoever says that they know what that means. */
export const restrictCustomerInput = z
  .strictObject({ ...partnersFreeze, understood: z.literal('yes').nullish() })
  .refine(({ level, understood }) => level === 'account' || understood === 'yes', {
    path: ['understood'],
    message: 'required',
  });
export const unrestrictCustomerInput = z.strictObject(partnersFreeze);

/** Whether a reseller may freeze its customers itself. */
export const grantFreezingInput = z.strictObject({ resellerId: idOf('organization'), granted: z.enum(['yes', 'no']) });

export const assignAccountManagerInput = z.strictObject({
  customerId: idOf('customer'),
  userId: idOf('user'),
  seen: seenInput,
});
export const withdrawAccountManagerInput = z.strictObject({ customerId: idOf('customer'), seen: seenInput });

/** The personal data of a customer that are masked until somebody asks for one of them. */
export const personalFields = ['mobile', 'email'] as const;
export type PersonalField = (typeof personalFields)[number];
export const revealCustomerInput = z.strictObject({ customerId: idOf('customer'), field: z.enum(personalFields) });

/** A single box that was ticked arrives as a text, several as a list. */
const customerIds = z
  .union([idOf('customer').transform((id) => [id]), z.array(idOf('customer'))], 'invalid')
  .transform((ids) => [...new Set(ids)])
  .refine((ids) => ids.length > 0, 'required')
  .refine((ids) => ids.length <= assignMax, 'too_many');
export const assignAccountManagersInput = z.strictObject({ customers: customerIds, userId: idOf('user') });

export const describeCustomerInput = z.strictObject({
  customerId: idOf('customer'),
  label: optionalText(64),
  remark: optionalText(256),
  seen: seenInput,
});

const query = z.string().default('').transform(viewQuery).pipe(z.string('too_long'));
export const saveViewInput = z.strictObject({ name: plainText(64), query });
export const changeViewInput = z.strictObject({ viewId: idOf('savedView'), name: plainText(64), query });
export const deleteViewInput = z.strictObject({ viewId: idOf('savedView') });
