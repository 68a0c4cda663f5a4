/**
 * The number of a bank account or card as it is kept: digits and capitals, without what people write between them.
 *
 * @returns undefined for what cannot be one
 */
export function readBankAccount(text: string): string | undefined {
  const plain = text
    .normalize('NFKC')
    .replaceAll(/[\s\u2010-\u2015-]/gu, '')
    .toUpperCase();
  return /^[A-Z0-9]{5,34}$/.test(plain) ? plain : undefined;
}

/** Whether it is the number of a bank card: 13 to 19 digits of which the last proves the others (ISO/IEC 7812, Luhn). */
export function isCardNumber(number: string): boolean {
  if (!/^\d{13,19}$/.test(number)) return false;
  const sum = [...number].toReversed().reduce((total, digit, at) => {
    const value = Number(digit) << (at % 2);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

/** Whether it is an international bank account number whose two check digits are right (ISO 13616, MOD 97-10). */
export function isIban(number: string): boolean {
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(number)) return false;
  const digits = (number.slice(4) + number.slice(0, 4)).replaceAll(/[A-Z]/g, (letter) =>
    String(letter.charCodeAt(0) - 55),
  );
  return BigInt(digits) % 97n === 1n;
}
