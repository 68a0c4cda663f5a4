import { sql } from 'drizzle-orm';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { postOutbound } from '@/lib/outbound';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { deliverDue, later } from '@/tests/webhook-delivering';
import { moveMoney, publishAll, totalTold } from '@/tests/webhook-money';
import { type Answer, type Received, type Receiver, startReceiver } from '@/tests/webhook-receiver';
import { type EndpointRow, endpointNow, endpointOf } from '@/tests/webhooks';
import { balanceOf, fund, seedWorld, type World } from '@/tests/world';

const { webhookDeliveries } = schema;
let test: TestDatabase;
let world: World;
let receiver: Receiver;
let endpoint: EndpointRow;
beforeAll(async () => {
  test = await freshDatabase();
  process.env['DATABASE_URL'] = test.appUrl; // lib/env.ts asks for it; nothing connects by it
  world = await seedWorld();
  receiver = await startReceiver();
  endpoint = await endpointOf(world.s1, { url: receiver.url() });
});
afterAll(async () => {
  await receiver.close();
  await test.close();
});

/** A partner's ERP, as it should be written: verifies with the published library, and books every id once. */
const book = new Map<string, { readonly data: { readonly amount?: string } }>();
function take({ headers, body }: Received): Answer {
  const event = new Webhook(endpoint.secret).verify(body, headers as Record<string, string>);
  book.set(String(headers['webhook-id']), event as { data: object });
  return { status: 204 };
}
const waitingNow = () => database().$count(webhookDeliveries, sql`state = 'waiting'`);
const isDue = () => database().$count(webhookDeliveries, sql`state = 'waiting' and next_at <= clock_timestamp()`);
/** Sends whatever is due until nothing is. */
async function deliverAll(timeoutMs?: number): Promise<void> {
  while ((await isDue()) > 0)
    await deliverDue((request) => postOutbound({ ...request, ...(timeoutMs ? { timeoutMs } : {}) }));
}
/** An hour of it, a quarter at a time. */
async function anHourOf(timeoutMs?: number): Promise<void> {
  for (let quarter = 0; quarter < 4; quarter += 1) {
    await deliverAll(timeoutMs);
    await later(900);
  }
}

it('[W6] [W9] after an hour down, then slow, redirecting, huge and busy, every event has arrived once by id, and its book is ours', {
  timeout: 120_000,
}, async () => {
  await fund(world, world.s1, '10000.00');
  await fund(world, world.d1, '10000.00');
  await moveMoney(world);
  await publishAll();
  const events = await database().$count(
    schema.publishedEvents,
    sql`organization_id = ${sql.param(world.s1.id, schema.publishedEvents.organizationId)}`,
  );
  expect(events).toBeGreaterThan(10);
  expect(await waitingNow()).toBe(events);

  receiver.answer({ write: (response) => response.destroy() });
  await anHourOf();
  const troubles: [Answer, number?][] = [
    [{ write: () => undefined }, 100],
    [{ status: 302, headers: { location: 'https://hooks.qiming.example/elsewhere' } }],
    [{ status: 200, body: 'x'.repeat(200_000) }],
    [{ status: 503 }],
  ];
  for (const [trouble, timeoutMs] of troubles) {
    receiver.answer(trouble);
    await later(20_000);
    await deliverAll(timeoutMs);
  }
  expect(await waitingNow()).toBe(events);
  expect(book.size).toBe(0);
  expect(await endpointNow(endpoint.id)).toMatchObject({ state: 'active', failingSince: expect.any(Date) });

  // It is back, and what happens meanwhile arrives among what was late. Now and then its answer gets lost: then the same id comes again.
  let lost = 0;
  receiver.answer((request, nth) => {
    const answer = take(request);
    if (nth % 5 !== 0) return answer;
    lost += 1;
    return { write: (response) => response.destroy() };
  });
  await moveMoney(world);
  await publishAll();
  while ((await waitingNow()) > 0) {
    await later(100_000);
    await deliverAll();
  }
  expect(lost).toBeGreaterThan(0);
  expect(await endpointNow(endpoint.id)).toMatchObject({ state: 'active', lastSuccessAt: expect.any(Date) });
  const ids = await database()
    .select({ id: schema.publishedEvents.id })
    .from(schema.publishedEvents)
    .where(sql`organization_id = ${sql.param(world.s1.id, schema.publishedEvents.organizationId)}`);
  expect([...book.keys()].toSorted()).toEqual(ids.map(({ id }) => id).toSorted());
  expect(totalTold([...book.values()])).toBe(await balanceOf(world.s1));
});
