import { z } from 'zod';
import { freezeReason } from '@/domain/identity/organization-input';
import { idOf } from '@/lib/id';
import { optionalText, plainText } from '@/lib/text';
import { assignMax, viewQuery } from './model';

export const freezeCustomerInput = z.strictObject({ customerId: idOf('customer'), reason: freezeReason });
export const unfreezeCustomerInput = z.strictObject({ customerId: idOf('customer') });
export const assignAccountManagerInput = z.strictObject({ customerId: idOf('customer'), userId: idOf('user') });
export const withdrawAccountManagerInput = z.strictObject({ customerId: idOf('customer') });

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
});

const query = z.string().default('').transform(viewQuery).pipe(z.string('too_long'));
export const saveViewInput = z.strictObject({ name: plainText(64), query });
export const changeViewInput = z.strictObject({ viewId: idOf('savedView'), name: plainText(64), query });
export const deleteViewInput = z.strictObject({ viewId: idOf('savedView') });
