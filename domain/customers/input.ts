import { z } from 'zod';
import { freezeReason } from '@/domain/identity/organization-input';
import { idOf } from '@/lib/id';

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

export const assignAccountManagerInput = z.strictObject({ customerId: idOf('customer'), userId: idOf('user') });
export const withdrawAccountManagerInput = z.strictObject({ customerId: idOf('customer') });

/** The personal data of a customer that are masked until somebody asks for one of them. */
export const personalFields = ['mobile', 'email'] as const;
export type PersonalField = (typeof personalFields)[number];
export const revealCustomerInput = z.strictObject({ customerId: idOf('customer'), field: z.enum(personalFields) });
