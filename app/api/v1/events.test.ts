import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GET as events } from '@/app/api/v1/events/route';
import { database, schema } from '@/db/client';
import { webhookEventTypes } from '@/domain/webhooks/event-types';
import { newId } from '@/lib/id';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { makeKey, type TestKey } from '@/tests/partner-client';
import { askV1 } from '@/tests/v1-client';
import { type PublishedEventRow, publishedEventOf } from '@/tests/webhooks';
import { seedWorld, type World } from '@/tests/world';

let opened: TestDatabase;
let world: World;
let key: TestKey;
let kept: PublishedEventRow[];
beforeAll(async () => {
  opened = await freshDatabase();
  process.env['DATABASE_URL'] = opened.appUrl; // lib/env.ts asks for it; nothing connects by it
  world = await seedWorld();
  key = await makeKey(world.s1);
  kept = [];
  for (let n = 1; n <= 7; n += 1) {
    const type = n % 2 === 1 ? 'funds.allocated' : 'customer.left';
    kept.push(await publishedEventOf(world.s1, { type, data: { n, amount: `-${n}.10` } }));
    // What others hear of lies between.
    await publishedEventOf(world.s2, { type: 'funds.allocated', data: { secret: 'CNRY-s2' } });
  }
});
afterAll(() => opened.close());

interface Page {
  readonly events: readonly { id: string; type: string; data: { n: number } }[];
  readonly next: string | null;
  readonly has_more: boolean;
}
async function read(query: string, by = key): Promise<Page> {
  const answer = await askV1(events, by, { target: `/api/v1/events${query}` });
  expect(answer.status).toBe(200);
  return answer.body as unknown as Page;
}
const numbers = ({ events: list }: Page) => list.map(({ data }) => data.n);

test('from the oldest on, page by page, each once, with the body as deliveries have it', async () => {
  const seen: number[] = [];
  let page = await read('?limit=3');
  expect(page.events[0]).toEqual({ id: kept[0]?.id, ...JSON.parse(kept[0]?.body ?? '') });
  for (;;) {
    seen.push(...numbers(page));
    if (!page.has_more) break;
    page = await read(`?limit=3&after=${page.next}`);
  }
  expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(page.next).toBe(kept[6]?.id);
  // Nothing new: the place is kept.
  expect(await read(`?after=${page.next}`)).toEqual({ events: [], next: page.next, has_more: false });
});

test('of some types, read on from any event', async () => {
  expect(numbers(await read('?types=customer.left'))).toEqual([2, 4, 6]);
  expect(numbers(await read('?types=customer.left,funds.allocated&limit=2'))).toEqual([1, 2]);
  expect(numbers(await read(`?types=customer.left&after=${kept[2]?.id}`))).toEqual([4, 6]);
});

test('[T2] [W13] only one’s own, and from an event of another like from one that never was', async () => {
  expect((await read('?limit=100')).events).toHaveLength(7);
  const other = await makeKey(world.s2);
  expect(JSON.stringify(await read('?limit=100', other))).not.toMatch(/"n":/);
  const answers = await Promise.all(
    [kept[0]?.id, newId('publishedEvent')].map((id) => askV1(events, other, { target: `/api/v1/events?after=${id}` })),
  );
  expect(answers.map(({ problem, status }) => [problem, status])).toEqual([
    ['event-not-found', 404],
    ['event-not-found', 404],
  ]);
});

test('a partner whom nothing happened to', async () => {
  expect(await read('', await makeKey(world.r2a))).toEqual({ events: [], next: null, has_more: false });
});

test('tests of endpoints are no events, but may be read on from', async () => {
  const tested = await publishedEventOf(world.s1);
  expect(numbers(await read('?limit=100'))).toEqual([1, 2, 3, 4, 5, 6, 7]);
  const after = await publishedEventOf(world.s1, { type: 'coupon.issued', data: { n: 8 } });
  expect(numbers(await read(`?after=${tested.id}`))).toEqual([8]);
  await database().delete(schema.publishedEvents).where(eq(schema.publishedEvents.id, after.id));
});

describe('[X15] [I9] parameters', () => {
  const problemOf = async (query: string) => {
    const answer = await askV1(events, key, { target: `/api/v1/events?${query}` });
    return [answer.problem ?? answer.status, answer.body['errors']];
  };
  test.each([
    ['limit', 'limit=0'],
    ['limit', 'limit=101'],
    ['limit', 'limit=1000000000000'],
    ['limit', 'limit=1e1'],
    ['limit', 'limit=%2B1'],
    ['limit', 'limit=-1'],
    ['limit', 'limit='],
    ['limit', 'limit=1&limit=2'],
    ['after', 'after='],
    ['after', 'after=1'],
    ['after', 'after=evt_01kb0q1f8m7x2v3n4p5q6r7s8t'],
    ['after', 'after=pev_%27%20or%201%3D1'],
    ['types.0', 'types='],
    ['types.0', 'types=webhook.test'],
    ['types.1', 'types=funds.allocated,'],
    ['types.0', 'types=FUNDS.ALLOCATED'],
  ])('%s: %s is refused', async (member, query) => {
    expect(await problemOf(query)).toEqual(['invalid-input', [{ member, problem: expect.any(String) }]]);
  });

  test('more types than a hundred are refused', async () => {
    const types = Array.from({ length: 101 }, () => 'funds.allocated').join(',');
    expect((await problemOf(`types=${types}`))[0]).toBe('invalid-input');
  });

  test('that nobody knows are refused, since they may be misspelt', async () => {
    expect((await problemOf('afer=x'))[0]).toBe('invalid-input');
  });

  test('limits that are taken, and every type there is', async () => {
    expect((await read('?limit=1')).events).toHaveLength(1);
    expect((await read('?limit=100')).events).toHaveLength(7);
    const all = webhookEventTypes.map(({ type }) => type).join(',');
    expect((await read(`?types=${all}`)).events).toHaveLength(7);
  });
});
