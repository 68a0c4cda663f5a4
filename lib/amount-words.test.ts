import { expect, it } from 'vitest';
import { amountWords } from './amount-words';
import { type Currency, money } from './money';

it.each<[bigint, Currency, string]>([
  [0n, 'CNY', 'Zero and 00/100 CNY'],
  [1n, 'CNY', 'Zero and 01/100 CNY'],
  [123_456n, 'CNY', 'One thousand two hundred thirty-four and 56/100 CNY'],
  [1_900n, 'USD', 'Nineteen and 00/100 USD'],
  [2_000n, 'USD', 'Twenty and 00/100 USD'],
  [10_000_000_001n, 'CNY', 'One hundred million and 01/100 CNY'],
  [-10_150n, 'CNY', 'Minus one hundred one and 50/100 CNY'],
  [1_000_012n, 'JPY', 'One million twelve JPY'],
  [
    92_233_720_368_547_758_07n,
    'CNY',
    'Ninety-two quadrillion two hundred thirty-three trillion seven hundred twenty billion three hundred sixty-eight million five hundred forty-seven thousand seven hundred fifty-eight and 07/100 CNY',
  ],
])('%s minor units of %s are %j', (minor, currency, words) => {
  expect(amountWords(money(minor, currency))).toBe(words);
});
