import { z } from 'zod';
import { type Currency, currencies, type Money, money, readAmount } from './money';

/** An amount to move, as text; the problem it names is an `AmountProblem`. */
export const amountOf = (currency: Currency) =>
  z.string('amount_missing').transform((text, context): Money => {
    const amount = readAmount(text, currency);
    if (typeof amount !== 'string') return amount;
    context.addIssue({ code: 'custom', message: amount });
    return z.NEVER;
  });

/** An amount that is set down rather than moved: the same, and it may be nothing. */
export const amountOrZeroOf = (currency: Currency) =>
  z.string('amount_missing').transform((text, context): Money => {
    const amount = readAmount(text, currency);
    if (typeof amount !== 'string') return amount;
    if (amount === 'amount_not_positive' && isZero(text)) return money(0n, currency);
    context.addIssue({ code: 'custom', message: amount === 'amount_not_positive' ? 'amount_negative' : amount });
    return z.NEVER;
  });

const isZero = (text: string): boolean => /^0+(?:\.0+)?$/.test(text.normalize('NFKC').trim());

/** Makes a schema once for each currency: building one costs far more than using it. */
export function perCurrency<Schema>(make: (currency: Currency) => Schema): (currency: Currency) => Schema {
  const made = new Map((Object.keys(currencies) as Currency[]).map((currency) => [currency, make(currency)]));
  return (currency) => made.get(currency) ?? make(currency);
}
