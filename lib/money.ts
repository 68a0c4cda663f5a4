import { invariant } from './invariant';

/** Decimal places of each currency the system knows. */
export const currencies = { CNY: 2, USD: 2, JPY: 0 } as const satisfies Record<string, number>;
export type Currency = keyof typeof currencies;

/**
 * An exact amount. `minor` counts the currency's smallest unit (fen, cents, yen).
 *
 * It is an object and not a number, so `a + b` does not compile and two currencies cannot meet unnoticed.
 */
export interface Money {
  readonly minor: bigint;
  readonly currency: Currency;
}

/** The most that one transfer moves, in whole major units: 2,147,483,647. @source design/decisions.md 35 */
export const transferMaxMajor = 2_147_483_647n;

/** Why a text is not an amount that can be transferred. */
export type AmountProblem =
  | 'amount_missing'
  | 'amount_not_a_number'
  | 'amount_too_precise'
  | 'amount_not_positive'
  | 'amount_too_large';

/** An amount of `minor` smallest units. */
export const money = (minor: bigint, currency: Currency): Money => ({ minor, currency });

/** So many whole units: what a setting says in yuan. */
export const wholeUnits = (units: number, currency: Currency): Money =>
  money(BigInt(units) * 10n ** BigInt(currencies[currency]), currency);

/** The sum of two amounts of one currency; two currencies are a bug of the caller and throw. */
export function add(a: Money, b: Money): Money {
  invariant(a.currency === b.currency, `cannot add ${a.currency} to ${b.currency}`);
  return money(a.minor + b.minor, a.currency);
}

/** The same amount the other way round. */
export const negate = (a: Money): Money => money(-a.minor, a.currency);

/** `a` less `b`, of one currency; may be negative. */
export const subtract = (a: Money, b: Money): Money => add(a, negate(b));

/** The sum of any number of amounts of `currency`; nothing sums to zero. */
export const sum = (amounts: readonly Money[], currency: Currency): Money => amounts.reduce(add, money(0n, currency));

/**
 * Divides `total` by `weights` without losing or inventing a minor unit.
 *
 * The units left over by rounding down go to the largest remainders, earlier weights first, so the parts always sum to `total`.
 *
 * @param weights non-negative, at least one of them positive
 */
export function split(total: Money, weights: readonly bigint[]): Money[] {
  const whole = weights.reduce((a, b) => a + b, 0n);
  invariant(total.minor >= 0n && whole > 0n && weights.every((w) => w >= 0n), 'split takes nothing negative');
  const shares = weights.map((w, index) => ({
    index,
    minor: (total.minor * w) / whole,
    rest: (total.minor * w) % whole,
  }));
  let left = total.minor - shares.reduce((a, share) => a + share.minor, 0n);
  const byRest = shares.toSorted((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest > b.rest ? -1 : 1));
  for (const share of byRest) {
    if (left === 0n) break;
    share.minor += 1n;
    left -= 1n;
  }
  return shares.map((share) => money(share.minor, total.currency));
}

/**
 * Reads an amount to transfer as a person writes it: full-width digits and thousands grouped by commas are understood, nothing is guessed.
 *
 * @returns the positive amount, or why there is none
 * @source design/ux-checklist.md 6, design/decisions.md 27, 35
 */
export function readAmount(text: string, currency: Currency): Money | AmountProblem {
  const plain = text.normalize('NFKC').trim();
  if (plain === '') return 'amount_missing';
  const match = /^([-\u2212]?)(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?$/.exec(plain);
  if (!match) return 'amount_not_a_number';
  const [, sign = '', whole = '', fraction = ''] = match;
  const digits = whole.replaceAll(',', '').replace(/^0+(?=\d)/, '');
  const scale = currencies[currency];
  if (fraction.length > scale) return 'amount_too_precise';
  if (digits.length > 10) return sign ? 'amount_not_positive' : 'amount_too_large';
  const minor = BigInt(digits + fraction.padEnd(scale, '0'));
  if (sign || minor === 0n) return 'amount_not_positive';
  if (minor > transferMaxMajor * 10n ** BigInt(scale)) return 'amount_too_large';
  return money(minor, currency);
}

/**
 * Reads an amount as the partner API sends it: a JSON number or text of plain decimal digits, judged by its shortest text.
 *
 * @returns the positive amount, or undefined for anything that is not exactly one
 * @source quality/acceptance.md I1, design/decisions.md 35, 45
 */
export function readWireAmount(value: unknown, currency: Currency): Money | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string' || text.length > 16 || !/^(0|[1-9][0-9]{0,9})(\.[0-9]{1,2})?$/.test(text))
    return undefined;
  const amount = readAmount(text, currency);
  return typeof amount === 'string' ? undefined : amount;
}

/** Writes `1234.50`: ASCII digits only, for inputs, files and the API. Screens use `<Amount>`. */
export function formatMoney({ minor, currency }: Money): string {
  const scale = currencies[currency];
  const digits = (minor < 0n ? -minor : minor).toString().padStart(scale + 1, '0');
  const text = scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
  return minor < 0n ? `-${text}` : text;
}
