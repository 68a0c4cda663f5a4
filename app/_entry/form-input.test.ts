import { describe, expect, test } from 'vitest';
import { readForm } from './form-input';

const formOf = (entries: readonly (readonly [string, string | Blob])[]): FormData => {
  const data = new FormData();
  for (const [name, value] of entries) data.append(name, value);
  return data;
};

describe('reading a form', () => {
  test('keeps texts as they are, collects names that repeat, and leaves out what was left empty', async () => {
    const form = await readForm(
      formOf([
        ['$ACTION_REF_1', ''],
        ['$ACTION_1:0', '{}'],
        ['request', 'key-12345678'],
        ['amount', ' 1,000 '],
        ['roles', 'admin'],
        ['roles', 'finance'],
        ['customerIds[]', 'cus_1'],
        ['memo', ''],
        ['newPassword', 'kolibri-und-Ole'],
      ]),
    );
    expect(form?.requestKey).toBe('key-12345678');
    expect(form?.input).toEqual({
      amount: ' 1,000 ',
      roles: ['admin', 'finance'],
      customerIds: ['cus_1'],
      newPassword: 'kolibri-und-Ole',
    });
    expect(form?.values).toEqual({ amount: ' 1,000 ', roles: 'admin,finance', 'customerIds[]': 'cus_1' });
  });

  test('gives a file as its bytes, and none when none was chosen', async () => {
    const form = await readForm(
      formOf([
        ['csv', new File(['a,b'], 'x.csv')],
        ['other', new File([], '')],
      ]),
    );
    expect(form?.input).toEqual({ csv: new TextEncoder().encode('a,b') });
    expect(form?.values).toEqual({ csv: '' });
  });

  test.each([
    ['a string', 'amount=1'],
    ['a number', Number.NaN],
    ['a BigInt', 10n],
    ['a promise', Promise.resolve(new FormData())],
    ['nothing', undefined],
    ['a list', [['amount', '1']]],
    ['search parameters', new URLSearchParams({ amount: '1' })],
  ])('[finding 3] %s is no form', async (_name, data) => {
    expect(await readForm(data)).toBeUndefined();
  });

  test.each(['__proto__', 'constructor', 'prototype', 'toString', 'a.b', 'a[b]', 'a b', '', '1', 'x'.repeat(65), '＄'])(
    'refuses the name %j',
    async (name) => {
      expect(await readForm(formOf([[name, 'x']]))).toBeUndefined();
      expect({}).not.toHaveProperty('x');
    },
  );

  test('refuses more than a form of ours holds', async () => {
    expect(await readForm(formOf([['memo', 'x'.repeat(1_000_001)]]))).toBeUndefined();
    expect(await readForm(formOf(Array.from({ length: 6_001 }, (_, i) => [`a${i}`, ''] as const)))).toBeUndefined();
  });
});
