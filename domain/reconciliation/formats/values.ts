import { BankFileProblem, type FileRefusal } from '../model';

/** How many decimals a currency has; all others have two. @source ISO 4217 */
const decimals: Readonly<Record<string, number>> = {
  ...{
    BIF: 0,
    CLP: 0,
    DJF: 0,
    GNF: 0,
    ISK: 0,
    JPY: 0,
    KMF: 0,
    KRW: 0,
    PYG: 0,
    RWF: 0,
    UGX: 0,
    VND: 0,
    VUV: 0,
    XAF: 0,
    XOF: 0,
    XPF: 0,
  },
  ...{ BHD: 3, IQD: 3, JOD: 3, KWD: 3, LYD: 3, OMR: 3, TND: 3 },
};

/** The most digits before the decimal point: more does not fit into the database's whole numbers. */
const digitsMax = 15;

/** How many decimals amounts of a currency have. */
export const decimalsOf = (currency: string): number => decimals[currency] ?? 2;

/** A currency as ISO 4217 writes it. */
export const isCurrencyCode = (text: string): boolean => /^[A-Z]{3}$/.test(text);

/**
 * Minor units of plain digits with a decimal point: `1234.5` is 123450. Zeros beyond the currency's decimals say nothing and are left out.
 *
 * @returns undefined where it is no such amount
 */
export function minorOf(text: string, currency: string): bigint | undefined {
  const match = /^([0-9]+)(?:\.([0-9]*))?$/.exec(text);
  if (!match) return undefined;
  const scale = decimalsOf(currency);
  const whole = (match[1] ?? '').replace(/^0+(?=.)/, '');
  const fraction = match[2] ?? '';
  if (whole.length > digitsMax || /[1-9]/.test(fraction.slice(scale))) return undefined;
  return BigInt(whole + fraction.slice(0, scale).padEnd(scale, '0'));
}

/** Minor units as they are written in messages: `-1234.50`. */
export function minorText(minor: bigint, currency: string): string {
  const scale = decimalsOf(currency);
  const digits = (minor < 0n ? -minor : minor).toString().padStart(scale + 1, '0');
  const text = scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
  return minor < 0n ? `-${text}` : text;
}

/** Whether it is a day there is: `YYYY-MM-DD`, of the years a bank's file can be of. */
export function isDay(text: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!match) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  return year >= 1970 && year < 2200 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
}

const daysIn = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();

/** A text of the file as it is shown in a message: short, and without what would change how it is read. */
export const quoted = (text: string): string => [...text.replaceAll(/[\p{C}\s]+/gu, ' ').trim()].slice(0, 60).join('');

/** Stops reading at a line, with what stood there. */
export function problem(code: FileRefusal, line: number | null, detail: Readonly<Record<string, string>> = {}): never {
  throw new BankFileProblem(
    code,
    line,
    Object.fromEntries(Object.entries(detail).map(([key, text]) => [key, quoted(text)])),
  );
}

/**
 * A text within what is kept of it: blanks around it and doubled ones left out. Nothing is undefined.
 *
 * @throws BankFileProblem `cell_not_readable` where it is longer: a reference or a name cut short would be another
 */
export function fitting(text: string | undefined, max: number, field: string, line: number): string | null {
  const plain = text?.replaceAll(/\s+/g, ' ').trim();
  if (!plain) return null;
  if (plain.length > max) problem('cell_not_readable', line, { column: field, value: plain });
  return plain;
}

/** The number of an own account as the operator's accounts are kept: letters and digits only. */
export const accountNumberOf = (text: string): string => text.replaceAll(/[^A-Za-z0-9]/g, '').toUpperCase();

/** A free text, cut where it is longer than what is kept: the file itself keeps all of it. */
export function cut(text: string, max: number): string | null {
  const plain = text.replaceAll(/\s+/g, ' ').trim();
  return plain ? [...plain].slice(0, max).join('') : null;
}

/** How long each text of a line may be. @source db/migrations/0024_recharge.sql, bank_lines */
export const textMax = { reference: 64, name: 256, account: 64, remittance: 1024, statement: 128 } as const;
