import { type Currency, currencies, formatMoney, type Money } from '@/lib/money';

/** The sign people see. Files and the API have an ASCII hyphen instead. */
export const minus = '\u2212';

export interface AmountStyle {
  /** `auto` shows a minus only; `always` also a plus, for movements in and out. */
  sign?: 'auto' | 'always';
  /** `none` leaves the currency out, where a heading says it. */
  unit?: 'code' | 'none';
}

const formats = new Map<string, Intl.NumberFormat>();

function formatOf(locale: string, currency: Currency, unit: 'code' | 'none'): Intl.NumberFormat {
  const key = `${locale} ${currency} ${unit}`;
  const known = formats.get(key);
  if (known !== undefined) return known;
  const digits = { minimumFractionDigits: currencies[currency], maximumFractionDigits: currencies[currency] };
  const made =
    unit === 'none'
      ? new Intl.NumberFormat(locale, { ...digits, numberingSystem: 'latn' })
      : new Intl.NumberFormat(locale, {
          ...digits,
          numberingSystem: 'latn',
          style: 'currency',
          currency,
          currencyDisplay: 'code',
        });
  formats.set(key, made);
  return made;
}

/**
 * An amount as its reader writes it, exact to the last digit: the whole part is formatted as a bigint, the decimals are
 * put in as text, and no floating-point number is made on the way.
 *
 * @returns the sign ('' when there is none to show) and the text without it
 */
export function amountParts(
  { minor, currency }: Money,
  locale: string,
  { sign = 'auto', unit = 'code' }: AmountStyle = {},
): { sign: '' | '+' | typeof minus; text: string } {
  const magnitude = minor < 0n ? -minor : minor;
  const [whole = '0', decimals = ''] = formatMoney({ minor: magnitude, currency }).split('.');
  const text = formatOf(locale, currency, unit)
    .formatToParts(BigInt(whole))
    .map((part) => (part.type === 'fraction' ? decimals : part.value))
    .join('');
  const plus = sign === 'always' && minor > 0n ? '+' : '';
  return { sign: minor < 0n ? minus : plus, text };
}

/** The same as one text, for names of buttons and titles; everywhere else stands `<Amount>`. */
export function formatAmount(amount: Money, locale: string, style?: AmountStyle): string {
  const { sign, text } = amountParts(amount, locale, style);
  return sign + text;
}
