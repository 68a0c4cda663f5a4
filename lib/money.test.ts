import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  add,
  type Currency,
  currencies,
  formatMoney,
  type Money,
  money,
  negate,
  readAmount,
  readWireAmount,
  split,
  subtract,
  sum,
  transferMaxMajor,
} from './money';

const anyCurrency = fc.constantFrom(...(Object.keys(currencies) as Currency[]));
const near = (value: bigint) => fc.bigInt({ min: value - 1000n, max: value + 1000n });
const anyMinor = fc.oneof(fc.bigInt({ min: 0n, max: 10n ** 12n }), near(2n ** 53n), near(2n ** 62n));
const runs = { numRuns: 10_000 };
/** `expect` costs more than what it looks at, ten thousand times over: these properties answer true or false. */
const isEqual = (a: Money, b: Money) => a.minor === b.minor && a.currency === b.currency;

describe('[M25] money', () => {
  it('splits without losing or inventing a unit, and no part is further than one unit from its share', () => {
    const weights = fc
      .array(fc.oneof(fc.bigInt({ min: 0n, max: 100n }), near(2n ** 53n)), { minLength: 1, maxLength: 12 })
      .filter((all) => all.some((weight) => weight > 0n));
    fc.assert(
      fc.property(anyMinor, anyCurrency, weights, (minor, currency, all) => {
        const total = money(minor, currency);
        const parts = split(total, all);
        const whole = all.reduce((a, b) => a + b, 0n);
        return (
          parts.length === all.length &&
          isEqual(sum(parts, currency), total) &&
          parts.every((part, at) => {
            const rest = part.minor * whole - minor * (all[at] ?? 0n);
            return rest > -whole && rest < whole && part.minor >= 0n;
          })
        );
      }),
      runs,
    );
  });

  it('reads back what it writes, exactly, at every scale', () => {
    fc.assert(
      fc.property(anyCurrency, fc.bigInt({ min: 1n, max: transferMaxMajor }), (currency, minor) => {
        const amount = money(minor, currency);
        const [typed, sent] = [
          readAmount(formatMoney(amount), currency),
          readWireAmount(formatMoney(amount), currency),
        ];
        return typeof typed !== 'string' && sent !== undefined && isEqual(typed, amount) && isEqual(sent, amount);
      }),
      runs,
    );
  });

  it('writes amounts past 2^53 and 2^62 digit by digit', () => {
    fc.assert(
      fc.property(anyMinor, anyCurrency, fc.boolean(), (minor, currency, isNegative) => {
        const text = formatMoney(money(isNegative ? -minor : minor, currency));
        const [, decimals = ''] = text.split('.');
        return (
          BigInt(text.replace('.', '')) === (isNegative ? -minor : minor) && decimals.length === currencies[currency]
        );
      }),
      runs,
    );
    expect(formatMoney(money(9007199254740993n, 'CNY'))).toBe('90071992547409.93');
    expect(formatMoney(money(-5n, 'CNY'))).toBe('-0.05');
    expect(formatMoney(money(-5n, 'JPY'))).toBe('-5');
  });

  it('adds and takes away exactly, and never two currencies', () => {
    fc.assert(
      fc.property(anyMinor, anyMinor, anyCurrency, (a, b, currency) => {
        const [one, other] = [money(a, currency), money(b, currency)];
        return isEqual(subtract(add(one, other), other), one) && add(one, negate(one)).minor === 0n;
      }),
      runs,
    );
    expect(() => add(money(1n, 'CNY'), money(1n, 'USD'))).toThrow('cannot add');
    expect(() => split(money(-1n, 'CNY'), [1n])).toThrow('nothing negative');
    expect(() => split(money(1n, 'CNY'), [0n])).toThrow('nothing negative');
  });

  it('never answers anything but an exact amount or a problem, whatever the text', () => {
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789.,-+eExX_ ０１９，．۱'), maxLength: 24 });
    fc.assert(
      fc.property(fc.oneof(digits, fc.string()), anyCurrency, (text, currency) => {
        const read = readAmount(text, currency);
        if (typeof read === 'string') return true;
        const written = formatMoney(read);
        const meant = text
          .normalize('NFKC')
          .trim()
          .replaceAll(',', '')
          .replace(/^0+(?=\d)/, '');
        const isInBounds = read.minor > 0n && read.minor <= transferMaxMajor * 100n;
        return isInBounds && Number(written) === Number(meant) && written.startsWith(meant);
      }),
      runs,
    );
  });
});

const refused: readonly unknown[] = [
  '0',
  '0.00',
  '-0',
  -0,
  0,
  '-1',
  '-0.01',
  -1,
  '−5',
  '1.005',
  '0.001',
  0.1 + 0.2,
  '1,000',
  '1.000,00',
  '1 000',
  '9007199254740993',
  '92233720368547758.08',
  2 ** 53 + 2,
  '.5',
  '12.',
  '00012',
  '01.00',
  '2147483647.01',
  '2147483648',
  '1e21',
  1e21,
  '1E2',
  Number('1e400'),
  'NaN',
  'Infinity',
  '$NaN',
  Number.NaN,
  Number.POSITIVE_INFINITY,
  '0x10',
  '0b11',
  '1_000',
  '+12',
  '１２',
  '١٢',
  '12．5',
  '٫5',
  '',
  '  ',
  ' 12 ',
  '12\n',
  '12\u0000',
  [],
  {},
  true,
  false,
  null,
  undefined,
  ['1'],
  { valueOf: 1 },
  { valueOf: () => 1 },
  { toString: () => '1' },
  12n,
  Symbol('1'),
  () => '1',
  '$n12',
  new Date(0),
];
const accepted: readonly [unknown, bigint][] = [
  ['1', 100n],
  ['0.01', 1n],
  ['10.5', 1050n],
  ['10.50', 1050n],
  [10.5, 1050n],
  [1, 100n],
  [0.01, 1n],
  ['2147483647', 214748364700n],
  ['2147483647.00', 214748364700n],
  [2147483647, 214748364700n],
];

describe('[I1] an amount on the wire', () => {
  it.each(accepted.map(([value, minor]) => [typeof value, value, minor] as const))(
    'takes the %s %s',
    (_type, value, minor) => expect(readWireAmount(value, 'CNY')).toEqual(money(minor, 'CNY')),
  );
  it.each(refused.map((value) => [inspect(value), value] as const))('refuses %s', (_text, value) =>
    expect(readWireAmount(value, 'CNY')).toBeUndefined(),
  );
  it.each([10_000, 1_000_000])('refuses %i digits at once', (count) => {
    const startedAt = performance.now();
    expect(readWireAmount('1'.repeat(count), 'CNY')).toBeUndefined();
    expect(readAmount('1'.repeat(count), 'CNY')).toBe('amount_too_large');
    expect(performance.now() - startedAt).toBeLessThan(50);
  });
  it('has no decimals where the currency has none', () => {
    expect(readWireAmount('12', 'JPY')).toEqual(money(12n, 'JPY'));
    expect(readWireAmount('12.5', 'JPY')).toBeUndefined();
  });
});

describe('[I1] an amount in the console', () => {
  it.each([
    ['1', 100n],
    ['0.01', 1n],
    ['10.5', 1050n],
    ['10.50', 1050n],
    ['1,000', 100000n],
    ['1,234,567.8', 123456780n],
    ['１２．５', 1250n],
    ['１，２３４', 123400n],
    ['12．5', 1250n],
    [' 12 ', 1200n],
    ['12\n', 1200n],
    ['00012', 1200n],
    ['01.00', 100n],
    ['2147483647', 214748364700n],
  ] as const)('takes %s', (text, minor) => expect(readAmount(text, 'CNY')).toEqual(money(minor, 'CNY')));

  it.each([
    ['', 'amount_missing'],
    ['  ', 'amount_missing'],
    ['0', 'amount_not_positive'],
    ['0.00', 'amount_not_positive'],
    ['-0', 'amount_not_positive'],
    ['-1', 'amount_not_positive'],
    ['−5', 'amount_not_positive'],
    ['1.234', 'amount_too_precise'],
    ['0.001', 'amount_too_precise'],
    ['2147483647.01', 'amount_too_large'],
    ['12345678901234567890', 'amount_too_large'],
    ['1.000,00', 'amount_not_a_number'],
    ['1 000', 'amount_not_a_number'],
    ['10,00', 'amount_not_a_number'],
    ['1,0000', 'amount_not_a_number'],
    ['1e3', 'amount_not_a_number'],
    ['0x10', 'amount_not_a_number'],
    ['0b11', 'amount_not_a_number'],
    ['1_000', 'amount_not_a_number'],
    ['+12', 'amount_not_a_number'],
    ['NaN', 'amount_not_a_number'],
    ['Infinity', 'amount_not_a_number'],
    ['١٢', 'amount_not_a_number'],
    ['٫5', 'amount_not_a_number'],
    ['.5', 'amount_not_a_number'],
    ['12.', 'amount_not_a_number'],
    ['12\u0000', 'amount_not_a_number'],
    ['$1', 'amount_not_a_number'],
    ['¥1', 'amount_not_a_number'],
  ] as const)('says of %s: %s', (text, problem) => expect(readAmount(text, 'CNY')).toBe(problem));
});
