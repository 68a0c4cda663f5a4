import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asKind, bareId, type Id, idFromBare, idFromUuid, idFromWire, idOf, isId, newId, uuidOf, wireIdOf } from './id';

const uuids = fc.uuid();
const runs = { numRuns: 2000 };

describe('an id', () => {
  it('is a UUID of version 7 with its kind in front', () => {
    const id = newId('customer');
    expect(id).toMatch(/^cus_[0-7][0-9a-hjkmnp-tv-z]{25}$/);
    expect(uuidOf(id)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    const age = Date.now() - Number.parseInt(wireIdOf(id).slice(0, 12), 16);
    expect(Math.abs(age)).toBeLessThan(5000);
  });

  it('sorts by the time it was made, in every form', () => {
    const at = (ms: number, rest: bigint) =>
      idFromWire(
        'transfer',
        ((BigInt(ms) << 80n) | (7n << 76n) | rest).toString(16).padStart(32, '0'),
      ) as Id<'transfer'>;
    const time = fc.integer({ min: 1, max: 2 ** 47 });
    fc.assert(
      fc.property(time, time, fc.bigInt({ min: 0n, max: 2n ** 76n - 1n }), (a, b, rest) => {
        fc.pre(a !== b);
        const [one, other] = [at(a, rest), at(b, rest / 2n)];
        for (const form of [String, uuidOf, wireIdOf, bareId] as const) expect(form(one) < form(other)).toBe(a < b);
      }),
      runs,
    );
  });

  it('comes back from the database, the wire and the page', () => {
    fc.assert(
      fc.property(uuids, (uuid) => {
        const id = idFromUuid('customer', uuid);
        expect(uuidOf(id)).toBe(uuid);
        expect(idFromWire('customer', wireIdOf(id))).toBe(id);
        expect(idFromWire('customer', wireIdOf(id).toUpperCase())).toBe(id);
        expect(idFromBare('customer', bareId(id))).toBe(id);
        expect(idFromBare('customer', bareId(id).toLowerCase())).toBe(id);
        expect(wireIdOf(id)).toBe(uuid.replaceAll('-', ''));
        expect(idOf('customer').parse(id)).toBe(id);
      }),
      runs,
    );
  });

  it('does not pass for another kind, and becomes one only by name', () => {
    const id = newId('customer');
    expect(isId('customer', id)).toBe(true);
    expect(isId('user', id)).toBe(false);
    expect(idOf('user').safeParse(id).success).toBe(false);
    expect(uuidOf(asKind('organization', id))).toBe(uuidOf(id));
    expect(asKind('organization', id)).toMatch(/^org_/);
  });

  it.each([
    '',
    'cus_',
    'cus',
    newId('user'),
    `${newId('customer')}0`,
    newId('customer').slice(0, -1),
    newId('customer').toUpperCase(),
    `cus_8${'0'.repeat(25)}`,
    `cus_0${'u'.repeat(25)}`,
    ` ${newId('customer')}`,
    `${newId('customer')}\n`,
    'cus_\u0000',
    7,
    null,
    undefined,
    {},
    [newId('customer')],
  ])('[I15] is not: %s', (text) => {
    expect(isId('customer', text)).toBe(false);
    expect(idOf('customer').safeParse(text).success).toBe(false);
  });

  it.each([
    '',
    'x',
    '0'.repeat(31),
    '0'.repeat(33),
    'g'.repeat(32),
    '-'.repeat(32),
    `${'0'.repeat(31)}\n`,
    newId('customer'),
  ])('[I15] is not on the wire: %s', (text) => expect(idFromWire('customer', text)).toBeUndefined());

  it('is never made twice', () => {
    expect(new Set(Array.from({ length: 20_000 }, () => newId('event'))).size).toBe(20_000);
  });
});
