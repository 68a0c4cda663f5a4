import { describe, expect, it } from 'vitest';
import { canonicalMobile, isMainlandMobile } from './mobile';

describe('a number to call has one spelling', () => {
  it.each([
    '13912345678',
    '139 1234 5678',
    '139-1234-5678',
    '+86 139 1234 5678',
    '+8613912345678',
    '8613912345678',
    '08613912345678',
    '086-139-1234-5678',
    '0086 13912345678',
    '+086 13912345678',
    '00086 13912345678',
    '１３９１２３４５６７８',
    '＋８６ １３９１２３４５６７８',
  ])('%s', (text) => {
    expect(canonicalMobile(text)).toBe('13912345678');
    expect(canonicalMobile(canonicalMobile(text))).toBe('13912345678');
  });

  it.each([
    ['8675512345', '8675512345'],
    ['86 10 6552 9988', '861065529988'],
    ['+1 391 234 5678', '+13912345678'],
    ['86861391234567', '86861391234567'],
    ['not a number', 'notanumber'],
    ['', ''],
  ])('and whatever is no mobile number of the mainland keeps its digits: %s', (text, kept) => {
    expect(canonicalMobile(text)).toBe(kept);
    expect(isMainlandMobile(kept)).toBe(false);
  });

  it('which is eleven digits from 1 on the mainland', () => {
    for (const text of ['13912345678', '19900000000']) expect(isMainlandMobile(text)).toBe(true);
    for (const text of ['23912345678', '1391234567', '139123456789', '1391234567x'])
      expect(isMainlandMobile(text)).toBe(false);
  });
});
