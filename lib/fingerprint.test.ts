import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fingerprintOf } from './fingerprint';

const shuffled = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(shuffled);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, shuffled(member)]),
  );
};

describe('[M5] a fingerprint', () => {
  it('does not depend on the order of members, at any depth', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(fingerprintOf(shuffled(value)).equals(fingerprintOf(value))).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('tells contents apart', () => {
    const contents = [
      {},
      [],
      null,
      '',
      0,
      '0',
      false,
      undefined,
      { a: 1 },
      { a: '1' },
      { a: 1n, b: 2 },
      { b: 1 },
      [{ a: 1 }],
      { a: [1, 2] },
      { a: [2, 1] },
      { a: { b: 1 } },
      { a: { b: 2 } },
      { amount: { minor: 100n, currency: 'CNY' } },
      { amount: { minor: 101n, currency: 'CNY' } },
      { amount: { minor: 100n, currency: 'USD' } },
      'a',
      ['a'],
    ];
    const digests = contents.map((content) => fingerprintOf(content).toString('hex'));
    // An amount counts as its digits, so a number and a text of the same digits are told apart by their schema, not here.
    expect(new Set(digests).size).toBe(contents.length);
    expect(fingerprintOf({ a: 1 })).toHaveLength(32);
  });
});
