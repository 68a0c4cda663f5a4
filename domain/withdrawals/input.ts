import { z } from 'zod';
import type { Actor } from '@/domain/actor';
import { amountOf } from '@/lib/amount-input';
import { isCardNumber, isIban, readBankAccount } from '@/lib/bank-account';
import { idOf, isId } from '@/lib/id';
import { optionalText, plainText } from '@/lib/text';
import { payeeTypes, paymentFileMax, withdrawalKinds } from './model';

/** Says of a choice that nobody made that it is missing, not that it is wrong. */
const missing = { error: ({ input }: { input: unknown }) => (input ? undefined : 'required') };

/** The number of an account, where one was written. */
const accountNumber = z
  .string()
  .max(64, 'too_long')
  .nullish()
  .transform((text, context): string | null => {
    if (!text?.trim()) return null;
    const number = readBankAccount(text);
    if (number !== undefined) return number;
    context.addIssue({ code: 'custom', message: 'invalid_account' });
    return z.NEVER;
  });

/** Where money is to go. For a bank card everything has to be said; for the original route only what its recharges leave open. */
const bankData = {
  accountName: optionalText(128),
  accountNumber,
  bankName: optionalText(128),
  branch: optionalText(128),
};
const bankFields = ['accountName', 'accountNumber', 'bankName', 'branch'] as const;

/** Money out. @source spec/06 §6.5 */
export const requestWithdrawalInput = ({ currency }: Actor) =>
  z
    .strictObject({
      kind: z.enum(withdrawalKinds, missing),
      amount: amountOf(currency),
      // A form sends nothing for the original route.
      payeeType: z.preprocess((value) => value || null, z.enum(payeeTypes).nullable()),
      ...bankData,
      note: optionalText(256),
    })
    .superRefine((input, context) => {
      if (input.kind !== 'bank_card') return;
      for (const field of ['payeeType', ...bankFields] as const)
        if (input[field] === null) context.addIssue({ code: 'custom', message: 'required', path: [field] });
      const number = input.accountNumber;
      const isChecked = input.payeeType === 'personal_card' && number !== null;
      if (isChecked && !isCardNumber(number) && !isIban(number))
        context.addIssue({ code: 'custom', message: 'invalid_account', path: ['accountNumber'] });
    });
export type RequestWithdrawal = z.output<ReturnType<typeof requestWithdrawalInput>>;

export const cancelWithdrawalInput = z.strictObject({ withdrawalId: idOf('withdrawal') });

export const approveWithdrawalInput = z.strictObject({ withdrawalId: idOf('withdrawal'), note: optionalText(256) });

/** The partner reads why. */
export const rejectWithdrawalInput = z.strictObject({ withdrawalId: idOf('withdrawal'), note: plainText(256) });

/** Ids, each once: a list, or a lone one, as a form sends it. */
const severalWithdrawals = z
  .union([z.string(), z.array(z.string())], { error: ({ input }) => (input == null ? 'required' : 'invalid_id') })
  .transform((given) => [...new Set([given].flat())])
  .refine((ids) => ids.length > 0, 'required')
  .refine((ids) => ids.length <= paymentFileMax, 'too_many')
  .refine((ids) => ids.every((id) => isId('withdrawal', id)), 'invalid_id')
  .transform((ids) => ids.filter((id) => isId('withdrawal', id)));

/** What a payment file is made of: from which account of the operator, on which day of its own calendar the bank is to pay. */
export const makePaymentFileInput = z.strictObject({
  withdrawalIds: severalWithdrawals,
  receivingAccountId: idOf('receivingAccount'),
  executionOn: z.iso.date('invalid_date'),
});

export const paymentFileInput = z.strictObject({ paymentFileId: idOf('paymentFile') });

/** Which form of it somebody takes. */
export const downloadPaymentFileInput = z.strictObject({
  paymentFileId: idOf('paymentFile'),
  format: z.enum(['pain001', 'csv']),
});

/** What came back, and for what the bank had paid already with which line of its statement. */
export const returnWithdrawalInput = z.strictObject({
  withdrawalId: idOf('withdrawal'),
  lineId: idOf('bankLine')
    .or(z.literal(''))
    .nullish()
    .transform((id) => id || null),
  note: plainText(256),
});
