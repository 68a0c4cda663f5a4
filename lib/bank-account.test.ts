import { describe, expect, it } from 'vitest';
import { isCardNumber, isIban, readBankAccount } from './bank-account';

describe('the number of an account', () => {
  it.each([
    ['6222 0212 3456 7894', '6222021234567894'],
    ['６２２２-0212', '62220212'],
    [' de89 3704 0044 0532 0130 00 ', 'DE89370400440532013000'],
  ])('%j is read as people write it', (text, number) => {
    expect(readBankAccount(text)).toBe(number);
  });

  it.each(['', '1234', '6222*0212', '1'.repeat(35), "62220212'", '62220212\u202e'])('%j is none', (text) => {
    expect(readBankAccount(text)).toBeUndefined();
  });
});

describe('a card', () => {
  // Test numbers that card schemes and UnionPay publish.
  it.each(['4111111111111111', '5555555555554444', '378282246310005', '6200000000000005', '6222021234567894'])(
    '%s is one, and no other last digit is',
    (number) => {
      expect(isCardNumber(number)).toBe(true);
      const others = [...'0123456789'].filter((digit) => digit !== number.at(-1));
      expect(others.filter((digit) => isCardNumber(number.slice(0, -1) + digit))).toEqual([]);
    },
  );

  it.each(['000000000000', '4111111111111111111X', '41111111111111111111'])('%s is none', (number) => {
    expect(isCardNumber(number)).toBe(false);
  });
});

describe('an IBAN', () => {
  // Examples of the IBAN registry.
  it.each(['DE89370400440532013000', 'GB29NWBK60161331926819', 'FR1420041010050500013M02606', 'NO9386011117947'])(
    '%s is one, and with two digits swapped it is none',
    (number) => {
      expect(isIban(number)).toBe(true);
      expect(isIban(`${number.slice(0, 2)}${number[3]}${number[2]}${number.slice(4)}`)).toBe(number[2] === number[3]);
    },
  );

  it.each(['DE8937040044053201300', 'DE', '89370400440532013000'])('%s is none', (number) => {
    expect(isIban(number)).toBe(false);
  });
});
