import { describe, expect, test, vi } from 'vitest';
import { hashesComputed, hashPassword, isHashable, isPassword, passwordProblem, TooManyHashes } from './passwords';

// The product's name is one of the words that make no password; passwords themselves need no database.
process.env['DATABASE_URL'] ??= 'postgres://unused.invalid/unused';
const names = ['Li Wei', 'li.wei@qiming.example', '启明方案', 'qiming'];

describe('choosing a password', () => {
  test.each([
    ['fourteen characters', 'kolibri-und-Ol', 'password_too_short'],
    ['fifteen characters', 'kolibri-und-Ole', undefined],
    ['sixty-four', 'kolibri '.repeat(8), undefined],
    ['one hundred and twenty-eight', 'kolibri '.repeat(16), undefined],
    ['one more', `${'kolibri '.repeat(16)}x`, 'too_long'],
    ['spaces and emoji, counted as people count', 'eine 🦜 im Walde', undefined],
    ['only lower case', 'grauesnachmittagslicht', undefined],
    ['one character many times', 'aaaaaaaaaaaaaaaaaaaa', 'password_common'],
    ['counting', '12345678901234567890', 'password_common'],
    ['a first choice, decorated', 'Password-Password-2026!', 'password_common'],
    ['a keyboard row', 'qwertyuiopasdfghjkl1', 'password_common'],
    ['the organization and the product', 'qiming-partner-center-2026', 'password_common'],
    ['the person', 'liwei.qiming.liwei.1984', 'password_common'],
    ['NUL inside', 'kolibri-und-\0-Ole', 'password_not_possible'],
    ['half a surrogate pair', 'kolibri-und-Ole \ud83e', 'password_not_possible'],
    ['a megabyte', 'x'.repeat(1_000_000), 'password_not_possible'],
  ])('[A5] %s', (_name, password, problem) => {
    expect(passwordProblem(password, names)).toBe(problem);
  });

  test('[A6] refuses before hashing what cannot be a password', () => {
    const before = hashesComputed();
    for (const password of ['x'.repeat(1025), 'é'.repeat(513), 'a\0b', undefined, 7, {}])
      expect(isHashable(password)).toBe(false);
    expect(hashesComputed()).toBe(before);
  });
});

describe('checking a password', () => {
  test('[A6] both forms of é are one password', async () => {
    const digest = await hashPassword('caf\u00e9 du coin perdu');
    expect(digest).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await isPassword(digest, 'cafe\u0301 du coin perdu')).toBe(true);
    expect(await isPassword(digest, 'cafe du coin perdu')).toBe(false);
  });

  test('[A5] nothing is cut: passwords equal in their first 72 bytes differ', async () => {
    const common = 'kolibri '.repeat(9);
    const digest = await hashPassword(`${common}one`);
    expect(await isPassword(digest, `${common}two`)).toBe(false);
    expect(await isPassword(digest, `${common}one`)).toBe(true);
  });

  test('[A4] without a digest it computes one hash all the same, and says no', async () => {
    const before = hashesComputed();
    expect(await isPassword(undefined, 'kolibri-und-Ole')).toBe(false);
    expect(hashesComputed()).toBe(before + 1);
  });

  test('computes four at a time, lets fifty wait and turns the rest away', async () => {
    const results = await Promise.allSettled(Array.from({ length: 60 }, () => isPassword(null, 'kolibri-und-Ole')));
    const turnedAway = results.filter((result) => result.status === 'rejected');
    expect(turnedAway).toHaveLength(6);
    expect(turnedAway.every((result) => result.reason instanceof TooManyHashes)).toBe(true);
    expect(await isPassword(null, 'kolibri-und-Ole')).toBe(false);
  });

  test('has one queue in a process that loads the file twice, as pages and routes do', async () => {
    vi.resetModules();
    const twin: typeof import('./passwords') = await import('./passwords');
    expect(twin.isPassword).not.toBe(isPassword);
    const before = hashesComputed();
    const here = Array.from({ length: 54 }, () => isPassword(null, 'kolibri-und-Ole'));
    const there = await Promise.allSettled([1, 2, 3].map(() => twin.isPassword(null, 'kolibri-und-Ole')));
    expect(there.map((result) => result.status === 'rejected' && result.reason instanceof twin.TooManyHashes)).toEqual([
      true,
      true,
      true,
    ]);
    await Promise.all(here);
    expect(twin.hashesComputed()).toBe(before + 54);
    expect(await twin.isPassword(null, 'kolibri-und-Ole')).toBe(false);
  });
});
