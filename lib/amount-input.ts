import { z } from 'zod';
import { type Currency, currencies, type Money, readAmount } from './money';

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
