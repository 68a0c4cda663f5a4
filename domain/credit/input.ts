import { z } from 'zod';
import { amountOf, amountOrZeroOf, perCurrency } from '@/lib/amount-input';
import { idOf } from '@/lib/id';
import { seenInput } from '@/lib/seen-input';
import { plainText } from '@/lib/text';

/** The terms of one partner, in full, and why they are so. */
export const setTermsInput = perCurrency((currency) =>
  z.strictObject({
    organizationId: idOf('organization'),
    creditLimit: amountOrZeroOf(currency),
    designated: amountOrZeroOf(currency),
    owedInvoices: amountOrZeroOf(currency),
    reason: plainText(256),
    seen: seenInput,
  }),
);
export type SetTermsInput = z.output<ReturnType<typeof setTermsInput>>;

/** Below what to be told: of the own balance, or of that of the customer that is named. */
export const setThresholdInput = perCurrency((currency) =>
  z.strictObject({
    // A form that offers the choice sends nothing for the own balance.
    customerId: z.preprocess((value) => (value === '' ? null : value), idOf('customer').nullish()),
    amount: amountOf(currency),
  }),
);

/** The threshold nobody needs any more. */
export const removeThresholdInput = z.strictObject({ thresholdId: idOf('balanceThreshold') });
