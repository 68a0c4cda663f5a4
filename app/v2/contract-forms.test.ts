import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answerOf, everyMember, type Operation, operations, withoutNews } from '@/tests/contract-members';
import { type ContractWorld, openContractWorld } from '@/tests/contract-world';
import type { PartnerAnswer } from '@/tests/partner-client';

let it: ContractWorld;
let answers: ReadonlyMap<Operation, PartnerAnswer>;
beforeAll(async () => {
  it = await openContractWorld();
  // Writes first, so that reads have something to show.
  const order = operations.toSorted((a, b) => Number(a.startsWith('List')) - Number(b.startsWith('List')));
  const made = new Map<Operation, PartnerAnswer>();
  for (const operation of order) made.set(operation, await it.call(operation, await it.good(operation)));
  answers = made;
});
afterAll(() => it.opened.close());

/** Every member of an answer by its name, however deep. */
const membersIn = (value: unknown): [name: string, value: unknown][] =>
  Array.isArray(value)
    ? value.flatMap(membersIn)
    : typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([name, member]): [string, unknown][] => [[name, member], ...membersIn(member)])
      : [];
const everyAnswered = () => [...answers].flatMap(([, { body }]) => membersIn(body));

const amounts = everyMember.filter(({ member }) => [member.type ?? []].flat().includes('number'));
test.each(amounts.map((one) => [one.operation, one.name] as const))(
  '[M20] %s: %s is the same as a number and as text',
  async (operation, name) => {
    const ask = async (value: unknown) => {
      const { status, text } = await it.call(operation, { ...(await it.good(operation)), [name]: value });
      return [status, withoutNews(text)];
    };
    expect(await ask(0.01)).toEqual(await ask('0.01'));
    expect((await ask('0.01'))[0]).toBe(200);
    expect(await ask(1_000_000_000)).toEqual(await ask('1000000000.00'));
  },
);

test('amounts in answers are exact to the cent in the text, as numbers and as strings', () => {
  const texts = [...answers.values()].map(({ text }) => text).join('\n');
  const named = /"(\w*(?:amount|balance|face_value|quota_value))":("?)(-?[0-9.]+)\2[,}\]]/g;
  const found = [...texts.matchAll(named)].map(([, name, , amount = '']) => [name, /^-?\d+\.\d{2}$/.test(amount)]);
  expect(found.length).toBeGreaterThan(20);
  expect(found.filter(([, isExact]) => !isExact)).toEqual([]);
});

test('instants in answers are UTC in whole seconds, and nothing else looks like one', () => {
  const instants = everyAnswered().filter(([, value]) => typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value));
  expect(instants.length).toBeGreaterThan(15);
  expect(instants.filter(([, value]) => !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(String(value)))).toEqual([]);
});

const bounds = everyMember.filter(({ name }) => /_begin$|^active_start_time$/.test(name));
test.each(bounds.map((one) => [one.operation, one.name] as const))(
  '[I7] %s: %s after its end is CBC.0100',
  async (operation, name) => {
    const isDay = operation.endsWith('AccountChangeRecords') || operation.endsWith('CouponChangeRecords');
    const end = name === 'active_start_time' ? 'active_end_time' : name.replace(/_begin$/, '_end');
    const range = isDay ? ['2026-11-22', '2026-11-21'] : ['2026-11-22T00:00:01Z', '2026-11-22T00:00:00Z'];
    const answer = await it.call(operation, { ...(await it.good(operation)), [name]: range[0], [end]: range[1] });
    expect([answer.status, answer.body['error_code']]).toEqual([400, 'CBC.0100']);
  },
);

describe('X-Language', () => {
  // ListConversions takes it too, and has no words.
  const inWords: readonly string[] = [
    ...['ListProvinces', 'ListCities', 'ListCounties', 'ListServiceTypes', 'ListResourceTypes'],
    ...['ListServiceResources', 'ListUsageTypes', 'ListMeasureUnits'],
  ];
  const ask = async (operation: Operation, language?: string) => {
    const headers: Record<string, string> = language === undefined ? {} : { 'x-language': language };
    return withoutNews((await it.call(operation, await it.good(operation), { headers })).text);
  };

  test.each(operations.filter((name) => inWords.includes(name)))('%s answers in it', async (operation) => {
    const chinese = await ask(operation);
    expect(chinese).toMatch(/[\u4e00-\u9fff]/);
    expect(await ask(operation, 'zh_CN')).toBe(chinese);
    expect(await ask(operation, 'fr_FR')).toBe(chinese);
    const english = await ask(operation, 'en_US');
    expect(english).not.toMatch(/[\u4e00-\u9fff]/);
    expect(await ask(operation, 'EN_us')).toBe(english);
  });

  const others = operations.filter((name) => !inWords.includes(name) && name.startsWith('List'));
  test.each(others)('%s is the same whatever it says', async (operation) => {
    expect(await ask(operation, 'en_US')).toBe(await ask(operation));
  });
});

describe('[X15] paging', () => {
  const paged = operations.filter((operation) => {
    const names = everyMember.filter((one) => one.operation === operation).map(({ name }) => name);
    return names.includes('offset') && names.includes('limit');
  });
  const page = async (operation: Operation, offset: number, limit: number) => {
    const { body } = await it.call(operation, { ...(await it.good(operation)), offset, limit });
    const rows = Object.values(body).find((member) => Array.isArray(member));
    return { total: body['total_count'] ?? body['count'], rows: rows as readonly unknown[] };
  };

  test('is nearly every list’s', () => expect(paged.length).toBeGreaterThan(14));

  test.each(paged)('%s counts rows: pages lie next to each other, past the end is nothing', async (operation) => {
    expect(answerOf(operation)).toBeDefined();
    const all = await page(operation, 0, 100);
    const total = Number(all.total ?? all.rows.length); // new-customer tags come without a total
    expect(all.rows.length).toBe(Math.min(total, 100));
    const ones = [await page(operation, 0, 1), await page(operation, 1, 1)];
    expect(ones.flatMap(({ rows }) => rows)).toEqual(all.rows.slice(0, 2));
    expect(await page(operation, 1, 100)).toEqual({ total: all.total, rows: all.rows.slice(1, 101) });
    expect(new Set(ones.map(({ total }) => total))).toEqual(new Set([all.total]));
    expect(await page(operation, Math.min(total + 1, 1000), 10)).toEqual({ total: all.total, rows: [] });
  });
});
