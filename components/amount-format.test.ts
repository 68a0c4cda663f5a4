import { describe, expect, it } from 'vitest';
import { money } from '@/lib/money';
import { amountParts, formatAmount } from './amount-format';

const space = '\u00a0';

describe('formatAmount', () => {
  it.each([
    ['en', 123456n, `CNY${space}1,234.56`],
    ['zh-CN', 123456n, `CNY${space}1,234.56`],
    ['de-DE', 123456n, `1.234,56${space}CNY`],
    ['en', 5n, `CNY${space}0.05`],
    ['en', 0n, `CNY${space}0.00`],
    ['en', -5n, `\u2212CNY${space}0.05`],
  ])('writes %s %s as its reader does', (locale, minor, text) => {
    expect(formatAmount(money(minor, 'CNY'), locale)).toBe(text);
  });

  it('is exact far beyond what a floating-point number holds', () => {
    expect(formatAmount(money(12345678901234567890123n, 'CNY'), 'en', { unit: 'none' })).toBe(
      '123,456,789,012,345,678,901.23',
    );
  });

  it('knows currencies without decimals', () => {
    expect(formatAmount(money(-1234n, 'JPY'), 'en')).toBe(`\u2212JPY${space}1,234`);
  });

  it('shows a plus only where movements are shown', () => {
    expect(amountParts(money(100n, 'USD'), 'en', { unit: 'none' })).toEqual({ sign: '', text: '1.00' });
    expect(amountParts(money(100n, 'USD'), 'en', { sign: 'always', unit: 'none' })).toEqual({
      sign: '+',
      text: '1.00',
    });
    expect(amountParts(money(0n, 'USD'), 'en', { sign: 'always', unit: 'none' })).toEqual({ sign: '', text: '0.00' });
  });
});
