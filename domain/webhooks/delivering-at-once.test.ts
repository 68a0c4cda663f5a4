import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { database, inTransaction, schema } from '@/db/client';
import { uuidOf } from '@/lib/id';
import { postOutbound } from '@/lib/outbound';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { deliverDue, later, waitingDelivery } from '@/tests/webhook-delivering';
import { type Receiver, startReceiver } from '@/tests/webhook-receiver';
import { deliveryNow, deliveryOf, type EndpointRow, endpointNow, endpointOf, publishedEventOf } from '@/tests/webhooks';
import { makeOrganization, seedWorld, type World } from '@/tests/world';
import { attemptOf } from './attempt-outcome';
import { type ClaimedDelivery, claimDeliveries } from './claim-deliveries';
import { endWhatIsUnderWay, type Post, startDue } from './deliver-webhooks';
import { settleDelivery } from './settle-delivery';
import { signedHeaders } from './sign-delivery';

const { webhookAttempts, webhookDeliveries } = schema;
let test: TestDatabase;
let world: World;
let receiver: Receiver;
beforeAll(async () => {
  test = await freshDatabase();
  process.env['DATABASE_URL'] = test.appUrl; // lib/env.ts asks for it; nothing connects by it
  world = await seedWorld();
  receiver = await startReceiver();
});
beforeEach(() => {
  receiver.received.length = 0;
  receiver.answer({ status: 204 });
});
afterEach(async () => {
  await endWhatIsUnderWay();
  await test.owner.query('truncate webhook_attempts, webhook_deliveries, webhook_secrets, webhook_endpoints cascade');
});
afterAll(async () => {
  await receiver.close();
  await test.close();
});

/** Several events on their way to an endpoint. */
async function several(endpoint: EndpointRow, count: number): Promise<void> {
  for (let nth = 0; nth < count; nth += 1)
    await deliveryOf(endpoint, await publishedEventOf(endpoint.organizationId === world.s1.id ? world.s1 : world.s2));
}
const claim = (max = 40) => inTransaction((tx) => claimDeliveries(tx, max));
const answered = { outcome: 'answered', status: 200, headers: {}, body: '', durationMs: 1 } as const;
const settle = (delivery: ClaimedDelivery, result: Parameters<typeof attemptOf>[0] = answered) =>
  inTransaction((tx) => settleDelivery(tx, delivery, {}, attemptOf(result)));

describe('[W12] how much is under way', () => {
  it('an endpoint has two deliveries in hand, however many claim at once', async () => {
    const [mine, others] = [await endpointOf(world.s1), await endpointOf(world.s2)];
    await several(mine, 8);
    await several(others, 8);
    const claims = (await Promise.all(Array.from({ length: 12 }, () => claim()))).flat();
    const of = (endpoint: EndpointRow) => claims.filter(({ endpointId }) => endpointId === endpoint.id).length;
    expect([of(mine), of(others)]).toEqual([2, 2]);
    expect(await claim()).toEqual([]);
    const [first] = claims;
    if (!first) throw new Error('nothing was claimed');
    await settle(first);
    expect((await claim()).map(({ endpointId }) => endpointId)).toEqual([first.endpointId]);
  });

  it('the one that has waited longest comes first, and every endpoint has its turn before one has its second', async () => {
    const endpoints = [await endpointOf(world.s1), await endpointOf(world.s2), await endpointOf(world.s1)];
    for (const endpoint of endpoints) await several(endpoint, 2);
    await database().execute(
      sql`update webhook_deliveries d set next_at = clock_timestamp() - make_interval(mins => 10 * n.place::int)
        from unnest(${sql.param([endpoints[1]?.id, endpoints[0]?.id, endpoints[2]?.id].map((id) => id && uuidOf(id)))}::uuid[]) with ordinality n (id, place)
       where d.endpoint_id = n.id`,
    );
    const claimed = await claim(2);
    expect(claimed.map(({ endpointId }) => endpointId).toSorted()).toEqual(
      [endpoints[2]?.id, endpoints[0]?.id].map(String).toSorted(),
    );
  });

  it('an endpoint that hangs holds up none of fifty others', async () => {
    let wake: () => void = () => undefined;
    const hanging = new Promise<void>((resolve) => {
      wake = resolve;
    });
    const stuck = await endpointOf(world.s1, { url: 'https://stuck.example/' });
    await several(stuck, 50);
    for (let nth = 0; nth < 50; nth += 1) {
      const owner = nth === 0 ? world.s2 : await makeOrganization({ code: `W${nth}`, kind: 'solution_provider' });
      await deliveryOf(await endpointOf(owner, { url: `https://good-${nth}.example/` }), await publishedEventOf(owner));
    }
    const sent: string[] = [];
    const post: Post = async ({ url }) => {
      sent.push(url);
      if (url.includes('stuck')) await hanging;
      return answered;
    };
    const startedAt = performance.now();
    while ((await database().$count(webhookDeliveries, sql`state = 'delivered'`)) < 50) await startDue(post);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    expect(sent.filter((url) => url.includes('stuck'))).toHaveLength(2);
    wake();
    await endWhatIsUnderWay();
  });
});

describe('[W12] endpoints that hang with a backlog', () => {
  /** Endpoints of as many organizations as there are, each with ten deliveries that wait since long before. */
  async function hanging(owner: Parameters<typeof endpointOf>[0], count: number): Promise<void> {
    for (let nth = 0; nth < count; nth += 1) {
      const endpoint = await endpointOf(owner, { url: `https://stuck-${nth}.example/` });
      for (let each = 0; each < 10; each += 1)
        await deliveryOf(endpoint, await publishedEventOf(owner), {
          nextAt: sql`clock_timestamp() - interval '1 hour'`,
        });
    }
  }

  it('take no place of others once they have two under way', async () => {
    await hanging(world.s1, 10);
    expect(await claim(20)).toHaveLength(20);
    const { endpoint } = await waitingDelivery(world.s2);
    expect((await claim(10)).map(({ endpointId }) => endpointId)).toEqual([endpoint.id]);
  });

  it('give up every place that becomes free to organizations that have fewer under way', async () => {
    await hanging(world.s1, 10);
    const [ended] = await claim(19);
    if (!ended) throw new Error('nothing was claimed');
    await settle(ended, { outcome: 'timed_out', durationMs: 15_000 });
    const { endpoint } = await waitingDelivery(world.s2);
    expect((await claim(1)).map(({ endpointId }) => endpointId)).toEqual([endpoint.id]);
  });
});

describe('at once, and broken off', () => {
  it('[W6] several workers send each delivery once', async () => {
    const endpoint = await endpointOf(world.s1, { url: receiver.url() });
    await several(endpoint, 60);
    const worker = async () => {
      while ((await database().$count(webhookDeliveries, sql`state = 'waiting'`)) > 0) await startDue(postOutbound);
    };
    await Promise.all([worker(), worker(), worker()]);
    await endWhatIsUnderWay();
    const ids = receiver.received.map(({ headers }) => headers['webhook-id']);
    expect([ids.length, new Set(ids).size]).toEqual([60, 60]);
    expect(await database().$count(webhookDeliveries, sql`state = 'delivered' and attempts = 1`)).toBe(60);
    expect(await database().$count(webhookAttempts)).toBe(60);
  });

  it('[W8] what a process sent that died before it could say so is sent again when its lease is over, under the same id', async () => {
    const { endpoint, event, delivery } = await waitingDelivery(world.s1, { url: receiver.url() });
    const [claimed] = await claim();
    if (!claimed) throw new Error('nothing was claimed');
    const { url, body, sentAt } = claimed;
    await postOutbound({ url, body, headers: signedHeaders({ id: claimed.eventId, body, sentAt }, [endpoint.secret]) });
    // It dies here. Until its lease is over nobody else touches the delivery.
    await later(3_600);
    await deliverDue();
    expect(receiver.received).toHaveLength(1);
    await database().update(webhookDeliveries).set({ leasedUntil: sql`clock_timestamp()` });
    await deliverDue();
    expect(receiver.received.map(({ headers }) => headers['webhook-id'])).toEqual([event.id, event.id]);
    expect(await deliveryNow(delivery.id)).toMatchObject({ state: 'delivered', attempts: 1 });
  });

  it('who comes too late leaves what it saw and says nothing about what another has in hand by now', async () => {
    const { delivery } = await waitingDelivery(world.s1);
    const [slow] = await claim();
    await database().update(webhookDeliveries).set({ leasedUntil: sql`clock_timestamp() - interval '1 second'` });
    const [quick] = await claim();
    if (!slow || !quick) throw new Error('it was not claimed twice');
    await settle(slow, { outcome: 'timed_out', durationMs: 15_000 });
    expect(await deliveryNow(delivery.id)).toMatchObject({
      state: 'waiting',
      attempts: 0,
      leasedUntil: expect.any(Date),
    });
    await settle(quick);
    expect(await deliveryNow(delivery.id)).toMatchObject({ state: 'delivered', attempts: 1 });
    expect(await database().$count(webhookAttempts)).toBe(2);
  });

  it('what is taken away while it is under way is no trouble', async () => {
    const { delivery, endpoint } = await waitingDelivery(world.s1);
    const [claimed] = await claim();
    if (!claimed) throw new Error('nothing was claimed');
    await database().delete(webhookDeliveries);
    await settle(claimed);
    expect(await database().$count(webhookAttempts)).toBe(0);
    expect(await endpointNow(endpoint.id)).toMatchObject({ state: 'active' });
    await expect(deliveryNow(delivery.id)).rejects.toThrow();
  });

  it('a secret that does not open is the trouble of its endpoint alone', async () => {
    const broken = await waitingDelivery(world.s2, { url: receiver.url() });
    await test.owner.query(`update webhook_secrets set sealed_secret = 'v1.00000000.AAAA.AAAA'`);
    const good = await waitingDelivery(world.s1, { url: receiver.url() });
    await deliverDue();
    expect(await deliveryNow(good.delivery.id)).toMatchObject({ state: 'delivered' });
    expect(await deliveryNow(broken.delivery.id)).toMatchObject({
      state: 'waiting',
      attempts: 0,
      leasedUntil: expect.any(Date),
    });
    expect(receiver.received).toHaveLength(1);
  });
});
