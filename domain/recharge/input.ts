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
