import { z } from 'zod';
import { idOf } from '@/lib/id';
import { type Currency, currencies, type Money, readAmount } from '@/lib/money';
import { optionalText } from '@/lib/text';

/** An amount to move, as text; the problem it names is an `AmountProblem`. */
export const amountOf = (currency: Currency) =>
  z.string('amount_missing').transform((text, context): Money => {
    const amount = readAmount(text, currency);
    if (typeof amount !== 'string') return amount;
    context.addIssue({ code: 'custom', message: amount });
    return z.NEVER;
  });

/** Makes a schema once for each currency: building one costs far more than using it. */
export function perCurrency<Schema>(make: (currency: Currency) => Schema): (currency: Currency) => Schema {
  const made = new Map((Object.keys(currencies) as Currency[]).map((currency) => [currency, make(currency)]));
  return (currency) => made.get(currency) ?? make(currency);
}

/**
 * Allocation to or reclaim from a customer. `resellerId` names the payer when a distributor acts for its reseller,
 * or when a reseller names itself.
 *
 * @source spec/03 §3.1, design/decisions.md 42
 */
export const customerAdjustmentInput = perCurrency((currency) =>
  z.strictObject({
    customerId: idOf('customer'),
    amount: amountOf(currency),
    memo: optionalText(256),
    resellerId: idOf('organization').nullish(),
  }),
);

/** Allocation to or reclaim from a reseller, by its distributor. @source spec/04 §4.3 */
export const resellerAdjustmentInput = perCurrency((currency) =>
  z.strictObject({
    resellerId: idOf('organization'),
    amount: amountOf(currency),
    memo: optionalText(256),
  }),
);

export type CustomerAdjustment = z.output<ReturnType<typeof customerAdjustmentInput>>;
export type ResellerAdjustment = z.output<ReturnType<typeof resellerAdjustmentInput>>;
