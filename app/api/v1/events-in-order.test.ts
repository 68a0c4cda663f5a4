import { afterAll, beforeAll, expect, test } from 'vitest';
import { GET as events } from '@/app/api/v1/events/route';
import { databasePool } from '@/db/client';
import { allocateFunds } from '@/domain/funds/allocate-funds';
import { publishEvents } from '@/domain/webhooks/publish-events';
import { newId, uuidOf } from '@/lib/id';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { makeKey, type TestKey } from '@/tests/partner-client';
import { askV1 } from '@/tests/v1-client';
import { actorOf, balanceOf, freshKey, fund, seedWorld, type World } from '@/tests/world';

let opened: TestDatabase;
let world: World;
let key: TestKey;
beforeAll(async () => {
  opened = await freshDatabase({ max: 30 });
  process.env['DATABASE_URL'] = opened.appUrl; // lib/env.ts asks for it; nothing connects by it
  world = await seedWorld();
  await fund(world, world.s1, '1000.00');
  await fund(world, world.s2, '1000.00');
  key = await makeKey(world.s1);
});
afterAll(() => opened.close());

interface Told {
  readonly id: string;
  readonly type: string;
  readonly data: { readonly amount?: string; readonly customer_id?: string };
}
/** A partner's program: remembers where it was, and nothing else. */
class Reader {
  readonly seen: Told[] = [];
  next: string | null = null;
  /** @returns how many events were new */
  async read(limit = 7): Promise<number> {
    const target = `/api/v1/events?limit=${limit}${this.next === null ? '' : `&after=${this.next}`}`;
    const { status, body } = await askV1(events, key, { target });
    if (status !== 200) throw new Error(`answered ${status}`);
    const told = body['events'] as Told[];
    this.seen.push(...told);
    this.next = body['next'] as string | null;
    return told.length;
  }
}

async function publishAll(): Promise<void> {
  while ((await publishEvents()) > 0);
}
/** Begins a transaction in which something happens to S1, and commits it when told to. */
async function beginSlowly() {
  const client = await databasePool().connect();
  const id = newId('event');
  await client.query('begin');
  await client.query(
    `insert into outbox_events (id, organization_id, root_id, kind, subject_id, payload)
     values ($1, $2, $3, 'customer.left', $4, '{}')`,
    [uuidOf(id), uuidOf(world.s1.id), uuidOf(world.s1.rootId), newId('customer')],
  );
  return async () => {
    await client.query('commit');
    client.release();
  };
}

test('[W7] what a slow transaction did comes after what a fast one did, and is not missed', async () => {
  const reader = new Reader();
  await publishAll();
  while ((await reader.read()) > 0);
  const before = reader.seen.length;
  const commitSlow = await beginSlowly();
  const commitFast = await beginSlowly();
  await commitFast();
  await publishAll();
  expect(await reader.read()).toBe(1);
  await commitSlow();
  await publishAll();
  expect(await reader.read()).toBe(1);
  expect([await reader.read(), reader.seen.length - before]).toEqual([0, 2]);
});

test('[W7] a program that reads all the while misses none of 60 transactions that end in any order', async () => {
  const reader = new Reader();
  await publishAll();
  while ((await reader.read(100)) > 0);
  const before = reader.seen.length;
  let isWriting = true;
  const writers = Array.from({ length: 12 }, async (_, writer) => {
    for (let n = 0; n < 5; n += 1) {
      const commit = await beginSlowly();
      // Some are held open over several rounds of publishing and reading, some not at all.
      for (let round = 0; round < (writer * 7 + n * 3) % 5; round += 1) await publishEvents();
      await commit();
    }
  });
  const publisher = (async () => {
    while (isWriting) await publishEvents();
  })();
  const program = (async () => {
    while (isWriting) await reader.read(3);
  })();
  await Promise.all(writers);
  isWriting = false;
  await Promise.all([publisher, program]);
  await publishAll();
  while ((await reader.read(3)) > 0);
  const ids = reader.seen.slice(before).map(({ id }) => id);
  expect([ids.length, new Set(ids).size]).toEqual([60, 60]);
});

test('[W13] [W7] the amounts of a program that reads on sum up to its balance, whatever others do', async () => {
  const pay = (of: 's1' | 's2', amount: string) =>
    allocateFunds(actorOf(world[of]), freshKey(), {
      customerId: world.customers[of.toUpperCase()]?.one.customerId,
      amount,
    });
  const reader = new Reader();
  const payments = Array.from({ length: 20 }, (_, n) => Promise.all([pay('s1', `${n + 1}.37`), pay('s2', '3.00')]));
  const publishing = Array.from({ length: 3 }, () => publishAll());
  await Promise.all([...payments, ...publishing, reader.read()]);
  await publishAll();
  while ((await reader.read(100)) > 0);
  const cents = reader.seen.map(({ data: { amount = '0.00' } }) => BigInt(amount.replace('.', '')));
  expect(cents.reduce((sum, amount) => sum + amount, 0n)).toBe(await balanceOf(world.s1));
  expect(reader.seen.filter(({ type }) => type === 'funds.allocated')).toHaveLength(20);
});
