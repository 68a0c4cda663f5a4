import type { CsvProfile } from '@/db/schema/reconciliation';
import { decimalsOf, isCurrencyCode, isDay, minorOf, problem } from './values';

/** Each format of amounts as a pattern of its whole part, and the sign before its decimals. `0` is written in none of them without decimals. */
const amountFormats: Readonly<Record<CsvProfile['amountFormat'], { whole: RegExp; group: string; point: string }>> = {
  '1,234.56': { whole: /^\d{1,3}(?:,\d{3})*$/, group: ',', point: '.' },
  '1.234,56': { whole: /^\d{1,3}(?:\.\d{3})*$/, group: '.', point: ',' },
  '1234.56': { whole: /^\d+$/, group: '', point: '.' },
};

/**
 * An amount exactly as the profile says that the bank writes it, with all decimals of its currency and perhaps a minus before it.
 *
 * @throws BankFileProblem `amount_not_readable`: parentheses, a sign behind, other separators and more decimals are not guessed at
 * @source quality/acceptance.md F4
 */
export function csvAmount(text: string, profile: CsvProfile, currency: string, column: string, line: number): bigint {
  const { whole, group, point } = amountFormats[profile.amountFormat];
  const isNegative = text.startsWith('-');
  const digits = isNegative ? text.slice(1) : text;
  const scale = decimalsOf(currency);
  const at = scale === 0 ? digits.length : digits.lastIndexOf(point);
  const [before, after] = [digits.slice(0, Math.max(at, 0)), digits.slice(at + 1)];
  const isRight = at > 0 && whole.test(before) && (scale === 0 || (after.length === scale && /^\d+$/.test(after)));
  const plain = group ? before.replaceAll(group, '') : before;
  const minor = isRight ? minorOf(scale === 0 ? plain : `${plain}.${after}`, currency) : undefined;
  if (minor === undefined) return problem('amount_not_readable', line, { column, value: text });
  return isNegative ? -minor : minor;
}

const dateFormats: Readonly<
  Record<CsvProfile['dateFormat'], { pattern: RegExp; order: readonly [number, number, number] }>
> = {
  'YYYY-MM-DD': { pattern: /^(\d{4})-(\d{2})-(\d{2})$/, order: [1, 2, 3] },
  YYYYMMDD: { pattern: /^(\d{4})(\d{2})(\d{2})$/, order: [1, 2, 3] },
  'YYYY/MM/DD': { pattern: /^(\d{4})\/(\d{2})\/(\d{2})$/, order: [1, 2, 3] },
  'DD.MM.YYYY': { pattern: /^(\d{2})\.(\d{2})\.(\d{4})$/, order: [3, 2, 1] },
};

/** A day exactly as the profile says, as `YYYY-MM-DD`. @throws BankFileProblem `date_not_readable` */
export function csvDay(text: string, profile: CsvProfile, column: string, line: number): string {
  const { pattern, order } = dateFormats[profile.dateFormat];
  const match = pattern.exec(text);
  const day = order.map((place) => match?.[place] ?? '').join('-');
  return isDay(day) ? day : problem('date_not_readable', line, { column, value: text });
}

/** What banks in China call currencies. */
const currencyNames: Readonly<Record<string, string>> = {
  人民币: 'CNY',
  人民币元: 'CNY',
  RMB: 'CNY',
  美元: 'USD',
  日元: 'JPY',
  港币: 'HKD',
  欧元: 'EUR',
};

/** A currency by its code or by what banks call it. @throws BankFileProblem `cell_not_readable` */
export function csvCurrency(text: string, column: string, line: number): string {
  const code = currencyNames[text] ?? text;
  return isCurrencyCode(code) ? code : problem('cell_not_readable', line, { column, value: text });
}
