import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupedNumber, isVirtualNumber, virtualNumber, virtualNumbersIn } from './virtual-number';

const numbers = fc
  .tuple(fc.stringMatching(/^[1-9]\d{3,11}$/), fc.integer({ min: 1, max: 99_999_999 }))
  .map(([prefix, running]) => virtualNumber(prefix, running));

describe('virtualNumber', () => {
  it('ends in two digits that catch every single wrong digit and every swap of two', () => {
    fc.assert(
      fc.property(numbers, fc.nat(21), fc.nat(21), fc.integer({ min: 1, max: 9 }), (number, at, other, by) => {
        expect(isVirtualNumber(number)).toBe(true);
        const digits = [...number].map(Number);
        const [i, j] = [at % digits.length, other % digits.length];
        const wrong = digits.with(i, ((digits[i] ?? 0) + by) % 10).join('');
        expect(isVirtualNumber(wrong)).toBe(false);
        const swapped = digits
          .with(i, digits[j] ?? 0)
          .with(j, digits[i] ?? 0)
          .join('');
        expect(isVirtualNumber(swapped)).toBe(swapped === number);
      }),
    );
  });

  it('knows the check digits of the standard', () => {
    // ISO 7064 MOD 97-10 of 794 is 44.
    expect(virtualNumber('6214', 794)).toMatch(/^621400000794\d\d$/);
    expect(isVirtualNumber('00000000079444')).toBe(true);
  });

  it('is found in what payers write, and nothing else is', () => {
    const number = virtualNumber('62148300', 123);
    expect(virtualNumbersIn(`充值 ${number}，谢谢`)).toEqual([number]);
    expect(virtualNumbersIn(`${groupedNumber(number)} / ${number}`)).toEqual([number]);
    expect(virtualNumbersIn(`INV${number}0 20261126 1234567890123`)).toEqual([]);
  });
});
