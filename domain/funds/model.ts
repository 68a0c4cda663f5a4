import { type Currency, currencies, type Money, money } from '@/lib/money';

/** Above this many major units a person types the amount a second time before the console moves it. */
const retypeAboveMajor = 100_000n;

/** The largest amount that is moved without being typed again: 100,000.00. @source design/ux-checklist.md 2 */
export const retypeLimit = (currency: Currency): Money =>
  money(retypeAboveMajor * 10n ** BigInt(currencies[currency]), currency);

/** Whether the console asks for the amount a second time. */
export const asksToRetype = (amount: Money): boolean => amount.minor > retypeLimit(amount.currency).minor;
