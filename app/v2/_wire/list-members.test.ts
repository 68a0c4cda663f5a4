import { describe, expect, test } from 'vitest';
import { Refusal } from '@/domain/refusal';
import { type Members, oneOfOr, readMembers, requiredIds, wireIds } from './members';

const rejected = 'rejected';
const fromBody = (member: Members[string], json: string): unknown => {
  try {
    return readMembers({ x: member }, { body: JSON.parse(json) }, 'CNY').x;
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
