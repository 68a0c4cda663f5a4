import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Refusal } from '@/domain/refusal';
import { wireIdOf } from '@/lib/id';
import { money } from '@/lib/money';
import { ExactNumber, wireTime, writeJson } from './json';
import {
  instant,
  integer,
  type Members,
  oneOf,
  paging,
  readMembers,
  requiredAmount,
  requiredId,
  requiredList,
  requiredText,
  text,
  wireId,
} from './members';

const rejected = 'rejected';
const reading = (read: () => Record<string, unknown>) => {
  try {
    return read()['x'];
  } catch (error) {
    if (error instanceof Refusal && error.code === 'invalid_input' && 'x' in error.fields) return rejected;
    throw error;
  }
};
const fromQuery = (member: Members[string], query: string) =>
  reading(() => readMembers({ x: member }, { query: new URLSearchParams(query) }, 'CNY'));
const fromBody = (member: Members[string], json: string) =>
  reading(() => readMembers({ x: member }, { body: JSON.parse(json) }, 'CNY'));

describe('[I3] paging in a query', () => {
  const { offset, limit } = paging();
  const { limit: strict } = paging({ limitMax: 1000, limitRejects: ['blank', 'null', 'empty'] });

  test.each<[string, unknown]>([
    ['', 0],
    ['x=', 0],
    ['x=null', 0],
    ['x=""', rejected],
    ['x=%22%22', rejected],
    ['x=0', 0],
    ['x=2147483647', 2_147_483_647],
    ['x=2147483648', rejected],
    ['x=9223372036854775808', rejected],
    ['x=-1', rejected],
    ['x=-0', rejected],
    ['x=1.5', rejected],
    ['x=1e2', rejected],
    ['x=0x10', rejected],
    ['x=01', rejected],
    ['x=%2B1', rejected],
    ['x=%201', rejected],
    ['x=1%0A', rejected],
    ['x=%00', rejected],
    ['x=abc', rejected],
    ['x=NaN', rejected],
    ['x=1&x=1', rejected],
    ['x=0&x=5', rejected],
    ['x[]=1', 0],
  ])('offset %j → %j', (query, expected) => expect(fromQuery(offset, query)).toBe(expected));

  test.each<[string, unknown]>([
    ['', 10],
    ['x=', 10],
    ['x=null', 10],
    ['x=""', rejected],
    ['x=0', rejected],
    ['x=1', 1],
    ['x=100', 100],
    ['x=101', rejected],
  ])('limit %j → %j', (query, expected) => expect(fromQuery(limit, query)).toBe(expected));

  test.each<[string, unknown]>([
    ['', 10],
    ['x=', rejected],
    ['x=null', rejected],
    ['x=""', rejected],
    ['x=1000', 1000],
    ['x=1001', rejected],
  ])('limit of ListCounties %j → %j', (query, expected) => expect(fromQuery(strict, query)).toBe(expected));
});

test.each<[string, unknown]>([
  ['{}', 3],
  ['{"x":null}', 3],
  ['{"x":""}', rejected],
  ['{"x":"5"}', rejected],
  ['{"x":5}', 5],
  ['{"x":5.0}', 5],
  ['{"x":5.5}', rejected],
  ['{"x":1e400}', rejected],
  ['{"x":true}', rejected],
  ['{"x":[5]}', rejected],
  ['{"x":{"valueOf":5}}', rejected],
  ['{"__proto__":{"x":5}}', 3],
])('[I9] a whole number in a body: %s → %j', (json, expected) =>
  expect(fromBody(integer({ min: 0, max: 9, fallback: 3 }), json)).toBe(expected),
);

describe('text', () => {
  test.each<[string, unknown]>([
    ['{}', undefined],
    ['{"x":null}', undefined],
    ['{"x":""}', undefined],
    ['{"x":"abc"}', 'abc'],
    ['{"x":"abcd"}', rejected],
    ['{"x":"👍👍👍"}', '👍👍👍'],
    ['{"x":"👍👍👍👍"}', rejected],
    ['{"x":"a\\u0000"}', rejected],
    ['{"x":"\\ud800"}', rejected],
    ['{"x":5}', rejected],
    ['{"x":["a"]}', rejected],
  ])('%s → %j', (json, expected) => expect(fromBody(text(3), json)).toBe(expected));

  test('required text is refused in every way of leaving it open', () => {
    expect(['', 'x=', 'x=null', 'x=""'].map((query) => fromQuery(requiredText(3), query))).toEqual(
      Array.from({ length: 4 }, () => rejected),
    );
    expect(fromQuery(requiredText(3), 'x=abc')).toBe('abc');
  });
});

test.each<[string, unknown]>([
  ['{"x":"1"}', 'one'],
  ['{"x":""}', undefined],
  ['{"x":"2"}', rejected],
  ['{"x":1}', rejected],
  ['{"x":"constructor"}', rejected],
])('a word: %s → %j', (json, expected) => expect(fromBody(oneOf({ 1: 'one' }), json)).toBe(expected));

describe('[I5] instants', () => {
  test.each<[string, boolean]>([
    ['2026-11-22T03:04:05Z', true],
    ['2028-02-29T00:00:00Z', true],
    ['9999-12-31T23:59:59Z', true],
    ['2026-02-29T00:00:00Z', false],
    ['2026-02-30T00:00:00Z', false],
    ['2026-13-01T00:00:00Z', false],
    ['0000-00-00T00:00:00Z', false],
    ['0000-01-01T00:00:00Z', false],
    ['2026-11-22T24:00:00Z', false],
    ['2026-11-22T23:59:60Z', false],
    ['2026-11-22T03:04:05.000Z', false],
    ['2026-11-22T03:04:05+08:00', false],
    ['2026-11-22T03:04:05', false],
    ['2026-11-22 03:04:05', false],
    ['2026-11-22', false],
    ['+99999-01-01T00:00:00Z', false],
    [' 2026-11-22T03:04:05Z', false],
  ])('%s', (value, isFine) => {
    const read = fromBody(instant(), JSON.stringify({ x: value }));
    expect(read instanceof Date ? wireTime(read) : read).toBe(isFine ? value : rejected);
  });

  test('the empty string is refused where the contract says so', () => {
    expect(fromBody(instant({ rejects: ['empty'] }), '{"x":""}')).toBe(rejected);
    expect(fromBody(instant({ rejects: ['empty'] }), '{"x":null}')).toBeUndefined();
    expect(fromQuery(instant(), 'x=')).toBeUndefined();
    expect(fromBody(instant(), '{"x":5}')).toBe(rejected);
  });
});

describe('[I15] ids', () => {
  const known = '0a1b2c3d4e5f60718293a4b5c6d7e8f0';
  const nobody = '0'.repeat(32);

  test.each<[string, unknown]>([
    [`{"x":"${known}"}`, known],
    [`{"x":"${known.toUpperCase()}"}`, known],
    ['{"x":"nonsense"}', nobody],
    ['{"x":"-1"}', nobody],
    [`{"x":"${'a'.repeat(64)}"}`, nobody],
    [`{"x":"${'a'.repeat(65)}"}`, rejected],
    ['{"x":7}', rejected],
    ['{"x":["a"]}', rejected],
    ['{"x":{}}', rejected],
  ])('%s → %j', (json, expected) => {
    const read = fromBody(requiredId('customer'), json);
    expect(typeof read === 'string' && read !== rejected ? wireIdOf(read as never) : read).toBe(expected);
  });

  test('an optional one may be left open', () => {
    expect(['{}', '{"x":null}', '{"x":""}'].map((json) => fromBody(wireId('organization'), json))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('[I1] amounts', () => {
  test.each<[string, unknown]>([
    ['"1"', '1.00'],
    ['"0.01"', '0.01'],
    ['"10.5"', '10.50'],
    ['"10.50"', '10.50'],
    ['10.5', '10.50'],
    ['10.50', '10.50'],
    ['2147483647', '2147483647.00'],
    ['"2147483647.00"', '2147483647.00'],
    ...[
      [
        '"2147483647.01"',
        '2147483647.01',
        '2147483648',
        '"9007199254740993"',
        '"92233720368547758.08"',
        '9007199254740993',
      ],
      ['"0"', '"0.00"', '"-0"', '-0', '0', '"-1"', '"-0.01"', '"−5"', '-1'],
      ['"1.005"', '"0.001"', '0.30000000000000004', '"1,000"', '"1.000,00"', '"1 000"'],
      ['".5"', '"12."', '"00012"', '"01.00"', '"1e21"', '1e21', '"1E2"', '1e400', '"NaN"', '"Infinity"', '"$NaN"'],
      ['"0x10"', '"0b11"', '"1_000"', '"+12"', '"１２"', '"١٢"', '"12．5"', '"٫5"'],
      ['""', '"  "', '" 12 "', '"12\\n"', '"12\\u0000"', '[]', '{}', 'true', 'null', '["1"]', '{"valueOf":1}'],
    ]
      .flat()
      .map((json): [string, unknown] => [json, rejected]),
  ])('%s → %s', (json, expected) => expect(fromBody(requiredAmount(), `{"x":${json}}`)).toBe(expected));

  test('very long digits are refused at once', () => {
    for (const length of [17, 10_000, 900_000]) {
      expect(fromBody(requiredAmount(), JSON.stringify({ x: '1'.repeat(length) }))).toBe(rejected);
    }
  });

  test('absent is refused', () => expect(fromBody(requiredAmount(), '{}')).toBe(rejected));

  test('what goes out as a number is the exact text and reads back as the same amount', () => {
    expect(writeJson([new ExactNumber(money(10_00n, 'CNY')), new ExactNumber(money(-5n, 'CNY'))])).toBe(
      '[10.00,-0.05]',
    );
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 214_748_364_700n }), (minor) => {
        const written = writeJson({ x: new ExactNumber(money(minor, 'CNY')) });
        expect(written).toMatch(/^\{"x":(0|[1-9]\d*)\.\d\d\}$/);
        expect(fromBody(requiredAmount(), written)).toBe(written.slice(5, -1));
      }),
    );
  });
});

describe('[I8] lists', () => {
  const list = requiredList({ x: requiredText(3) }, { min: 1, max: 2 });
  test.each<[string, unknown]>([
    ['{"x":[{"x":"a"}]}', [{ x: 'a' }]],
    ['{"x":[{"x":"a"},{"x":"b","more":1}]}', [{ x: 'a' }, { x: 'b' }]],
    ['{"x":[]}', rejected],
    ['{"x":[{"x":"a"},{"x":"b"},{"x":"c"}]}', rejected],
    ['{"x":[{}]}', rejected],
    ['{"x":["a"]}', rejected],
    ['{"x":[null]}', rejected],
    ['{"x":[[]]}', rejected],
    ['{"x":{"0":{"x":"a"}}}', rejected],
    ['{"x":"a"}', rejected],
    ['{}', rejected],
  ])('%s → %j', (json, expected) => expect(fromBody(list, json)).toEqual(expected));
});

test('JSON is written as JSON.stringify would, but for exact numbers', () => {
  const plain = fc.jsonValue({ maxDepth: 4 });
  fc.assert(
    fc.property(plain, (value) => {
      expect(writeJson(value as never)).toBe(JSON.stringify(value));
    }),
  );
});
