import { describe, expect, test } from 'vitest';
import { Refusal } from '@/domain/refusal';
import {
  day,
  instant,
  integer,
  integers,
  type Members,
  oneOf,
  oneOfNumbers,
  oneOfOr,
  readMembers,
  requiredIds,
  requiredTexts,
  type Source,
  text,
  texts,
  wireId,
  wireIds,
} from './members';

const rejected = 'rejected';
const fromBody = (member: Members[string], json: string): unknown => read(member, { body: JSON.parse(json) });
const fromQuery = (member: Members[string], query: string): unknown =>
  read(member, { query: new URLSearchParams(query) });
const read = (member: Members[string], source: Source): unknown => {
  try {
    return readMembers({ x: member }, source, 'CNY').x;
  } catch (error) {
    if (error instanceof Refusal && error.code === 'invalid_input' && 'x' in error.fields) return rejected;
    throw error;
  }
};

test.each<[string, unknown]>([
  ['{}', 'first'],
  ['{"x":null}', 'first'],
  ['{"x":""}', rejected],
  ['{"x":"ONE"}', 'first'],
  ['{"x":"TWO"}', 'second'],
  ['{"x":"two"}', rejected],
  ['{"x":"toString"}', rejected],
  ['{"x":1}', rejected],
  ['{"x":["ONE"]}', rejected],
])('[I3] a word with a default: %s → %j', (json, expected) =>
  expect(fromBody(oneOfOr({ ONE: 'first', TWO: 'second' }, 'first'), json)).toBe(expected),
);

describe('[I3] [I9] a list of ids', () => {
  const id = '0a1b2c3d4e5f60718293a4b5c6d7e8f0';
  test.each<[string, unknown, unknown]>([
    ['{}', undefined, rejected],
    ['{"x":null}', undefined, rejected],
    ['{"x":""}', undefined, rejected],
    ['{"x":[]}', [], []],
    [`{"x":["${id}","no id"]}`, [id, 'no id'], [id, 'no id']],
    [`{"x":["${id}","a","b","c"]}`, rejected, rejected],
    ['{"x":[""]}', [''], ['']],
    ['{"x":[1]}', rejected, rejected],
    ['{"x":[null]}', rejected, rejected],
    ['{"x":{"0":"a"}}', rejected, rejected],
    ['{"x":"a"}', rejected, rejected],
    [`{"x":["${'a'.repeat(65)}"]}`, rejected, rejected],
  ])('%s is %j, or %j where it must be there', (json, optional, required) => {
    const given = (read: unknown) => (Array.isArray(read) ? read.map((one: { given: string }) => one.given) : read);
    expect(given(fromBody(wireIds('customer', 3), json))).toEqual(optional);
    expect(given(fromBody(requiredIds('customer', 3), json))).toEqual(required);
  });
});

describe('[I3] what is open may be kept as a value, refused, or be nothing', () => {
  const nobody = 'cus_00000000000000000000000000';
  test.each<[string, Members[string], unknown]>([
    ['', text(9, { kept: ['blank'] }), ''],
    ['x', text(9, { kept: ['blank'] }), ''],
    ['x=null', text(9, { kept: ['null'], rejects: ['empty'] }), ''],
    ['x=""', text(9, { kept: ['null'], rejects: ['empty'] }), rejected],
    ['x=null', text(9), undefined],
    ...['toString', 'constructor', '__proto__'].map((word): [string, Members[string], unknown] => [
      `x=${word}`,
      text(20),
      word,
    ]),
    ['x=null', wireId('customer', { kept: ['null'] }), nobody],
    ['x=', wireId('customer', { kept: ['null'] }), undefined],
    ['x=A', oneOf({ A: 'a' }, { rejects: ['blank'] }), 'a'],
    ['x=', oneOf({ A: 'a' }, { rejects: ['blank'] }), rejected],
    ['x=', integer({ min: 0, max: 9, fallback: undefined }), undefined],
    ['x=0', integer({ min: 0, max: 9, fallback: undefined }), 0],
    ['x=10', integer({ min: 0, max: 9, fallback: undefined }), rejected],
    ['x=', instant({ rejects: ['blank'] }), rejected],
  ])('?%s', (query, member, expected) => expect(fromQuery(member, query)).toEqual(query === '' ? undefined : expected));
});

describe('[I9] one of a few numbers', () => {
  const member = oneOfNumbers({ 0: 'none', 4: 'four' });
  test.each<[string, unknown]>([
    ['x=0', 'none'],
    ['x=4', 'four'],
    ['x=null', undefined],
    ['x=', undefined],
    ...['x=""', 'x=1', 'x=04', 'x=+4', 'x=4.0', 'x=4e0', 'x=-0', 'x=toString', 'x=4&x=4'].map(
      (query): [string, unknown] => [query, rejected],
    ),
  ])('?%s', (query, expected) => expect(fromQuery(member, query)).toEqual(expected));
  test.each<[string, unknown]>([
    ['{"x":4}', 'four'],
    ['{"x":4.0}', 'four'],
    ['{"x":0}', 'none'],
    ['{}', undefined],
    ['{"x":null}', undefined],
    ...['""', '"4"', '1', '[4]', 'true', '{}'].map((json): [string, unknown] => [`{"x":${json}}`, rejected]),
  ])('%s', (json, expected) => expect(fromBody(member, json)).toEqual(expected));
});

describe('[I8] lists of texts and of numbers', () => {
  test.each<[string, unknown]>([
    ['', undefined],
    ['x=a', ['a']],
    ['x=a&x=b', ['a', 'b']],
    ['x=', []],
    ['x=""', []],
    ['x=null', undefined],
    ['x=a&x=', ['a', '']],
    ['x=a&x=b&x=c', rejected],
    [`x=${'a'.repeat(65)}`, rejected],
    ['x=a%00', rejected],
  ])('?%s', (query, expected) => expect(fromQuery(texts(2), query)).toEqual(expected));
  test.each<[string, unknown, unknown, unknown]>([
    ['[]', [], rejected, []],
    ['["a"]', ['a'], ['a'], rejected],
    ['["a","b","c"]', rejected, rejected, rejected],
    ['[1,2]', rejected, rejected, [1, 2]],
    ['[1,2,3]', rejected, rejected, rejected],
    ['[1.5]', rejected, rejected, rejected],
    ['"a"', rejected, rejected, rejected],
    ['{"0":"a"}', rejected, rejected, rejected],
    ['null', undefined, rejected, undefined],
  ])('%s', (json, optional, required, numbers) => {
    const read = [texts(2), requiredTexts(2, 1), integers(2)].map((member) => fromBody(member, `{"x":${json}}`));
    expect(read).toEqual([optional, required, numbers]);
  });
});

test.each<[string, unknown]>([
  ['2026-02-28', '2026-02-28'],
  ['2024-02-29', '2024-02-29'],
  ...['2026-02-29', '2026-13-01', '0000-01-01', '2026-1-1', '20260101', '2026-01-01T00:00:00Z', '""'].map(
    (text): [string, unknown] => [text, rejected],
  ),
])('[I5] the day %s', (text, expected) => expect(fromQuery(day({ rejects: ['empty'] }), `x=${text}`)).toBe(expected));
