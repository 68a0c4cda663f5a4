import { z } from 'zod';
import { idOf } from '@/lib/id';
import { seenInput } from '@/lib/seen-input';
import { plainText } from '@/lib/text';

const daysMax = 30;

/** A number of working days, as a number or as digits. */
const days = z
  .union([z.number(), z.string().regex(/^\d{1,3}$/, 'invalid_number')], 'required')
  .transform(Number)
  .refine((count) => Number.isInteger(count) && count >= 0 && count <= daysMax, 'out_of_bounds');

/** A box that is ticked, or is not. */
const tick = z
  .union([z.boolean(), z.literal('yes')])
  .optional()
  .transform((value) => value === true || value === 'yes');

const what = {
  accountName: plainText(128),
  bankName: plainText(128),
  branch: plainText(128),
  arrivalDaysMin: days,
  arrivalDaysMax: days,
  isDefault: tick,
};

/** What of an account can be changed, by the names of the controls. */
export const accountFields = [
  'accountName',
  'bankName',
  'branch',
  'arrivalDaysMin',
  'arrivalDaysMax',
  'isDefault',
] as const;

/** What is typed with blanks between the digits. */
const withoutBlanks = z.string().transform((text) => text.normalize('NFKC').replaceAll(/[\s-]/g, '').toUpperCase());

const inOrder = (
  { arrivalDaysMin, arrivalDaysMax }: { arrivalDaysMin: number; arrivalDaysMax: number },
  context: z.core.$RefinementCtx,
): void => {
  if (arrivalDaysMax < arrivalDaysMin)
    context.addIssue({ code: 'custom', path: ['arrivalDaysMax'], message: 'days_out_of_order' });
};

/** An account at a bank, and what partners' numbers for it begin with. Both numbers stay as they are. */
export const addReceivingAccountInput = z
  .strictObject({
    ...what,
    accountNumber: withoutBlanks.refine((text) => /^[A-Z0-9]{5,34}$/.test(text), 'invalid_account_number'),
    numberPrefix: withoutBlanks.refine((text) => /^\d{4,12}$/.test(text), 'invalid_prefix'),
  })
  .superRefine(inOrder);
export const changeReceivingAccountInput = z
  .strictObject({ receivingAccountId: idOf('receivingAccount'), ...what, seen: seenInput })
  .superRefine(inOrder);
export const closeReceivingAccountInput = z.strictObject({ receivingAccountId: idOf('receivingAccount') });
