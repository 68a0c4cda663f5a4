import { z } from 'zod';
import { amountOf, perCurrency } from '@/lib/amount-input';
import { idOf } from '@/lib/id';
import { optionalText, plainText } from '@/lib/text';

/** A calendar day as `2026-11-22`, one that exists. */
const day = z.iso.date('invalid_date');

/** A transfer that arrived at the operator's bank. The reference is the bank's own, up to 64 characters, and is booked once. */
export const bankTransferInput = perCurrency((currency) =>
  z.strictObject({
    organizationId: idOf('organization'),
    amount: amountOf(currency),
    payerName: plainText(128),
    bankReference: plainText(64),
    receivedOn: day,
    note: optionalText(256),
  }),
);
export type BankTransferInput = z.output<ReturnType<typeof bankTransferInput>>;

/** A second person's yes to a transfer that was proposed. */
export const approveBankTransferInput = z.strictObject({
  proposalId: idOf('bankTransferProposal'),
  note: optionalText(256),
});

/** A no says why. */
export const rejectBankTransferInput = z.strictObject({
  proposalId: idOf('bankTransferProposal'),
  note: plainText(256),
});

/** One's own proposal taken back. */
export const withdrawBankTransferInput = z.strictObject({ proposalId: idOf('bankTransferProposal') });

/** Money to be paid online, by a way that is offered. What may be paid at a time is a setting. */
export const startOnlineRechargeInput = perCurrency((currency) =>
  z.strictObject({ amount: amountOf(currency), provider: z.string().regex(/^[a-z][a-z_]{1,31}$/, 'invalid') }),
);
