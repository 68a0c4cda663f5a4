import { z } from 'zod';
import { freezeReason } from '@/domain/identity/organization-input';
import { idOf } from '@/lib/id';

export const freezeCustomerInput = z.strictObject({ customerId: idOf('customer'), reason: freezeReason });
export const unfreezeCustomerInput = z.strictObject({ customerId: idOf('customer') });
export const assignAccountManagerInput = z.strictObject({ customerId: idOf('customer'), userId: idOf('user') });
export const withdrawAccountManagerInput = z.strictObject({ customerId: idOf('customer') });

/** The personal data of a customer that are masked until somebody asks for one of them. */
export const personalFields = ['mobile', 'email'] as const;
export type PersonalField = (typeof personalFields)[number];
export const revealCustomerInput = z.strictObject({ customerId: idOf('customer'), field: z.enum(personalFields) });
