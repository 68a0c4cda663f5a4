/** Eight digits that are given once, behind the prefix of the account they stand for. */
const runningDigits = 8;

/**
 * A number that a partner's transfers are sent to: prefix, eight digits, two check digits (ISO 7064, MOD 97-10), so that no single wrong
 * digit and no swap of two makes another partner's number.
 *
 * @param prefix 4 to 12 digits
 * @param running 1 to 99,999,999, never given twice
 */
export function virtualNumber(prefix: string, running: number): string {
  const digits = `${prefix}${String(running).padStart(runningDigits, '0')}`;
  const check = 98 - remainder(`${digits}00`);
  return `${digits}${String(check).padStart(2, '0')}`;
}

/** Whether the check digits are right: says nothing about whether the number was ever given. */
export const isVirtualNumber = (text: string): boolean => /^\d{14,22}$/.test(text) && remainder(text) === 1;

/** The numbers with right check digits that stand in a text a payer wrote, with or without blanks and dashes between the digits. */
export function virtualNumbersIn(text: string): readonly string[] {
  const runs = text.normalize('NFKC').match(/\d(?:[ -]?\d){13,21}(?!\d)/g) ?? [];
  return [...new Set(runs.map((run) => run.replaceAll(/[ -]/g, '')).filter(isVirtualNumber))];
}

/** `621483000000012384` → `6214 8300 0000 0123 84`: in fours, as people read and type it. */
export const groupedNumber = (number: string): string => number.replaceAll(/(.{4})(?=.)/g, '$1 ');

function remainder(digits: string): number {
  let rest = 0;
  for (const digit of digits) rest = (rest * 10 + Number(digit)) % 97;
  return rest;
}
