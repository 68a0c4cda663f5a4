import { sql } from 'drizzle-orm';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { database } from '@/db/client';
import { postOutbound } from '@/lib/outbound';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { attemptsAt, deliverDue, later, secondsToNext, waitingDelivery } from '@/tests/webhook-delivering';
import { type Answer, type Received, type Receiver, startReceiver } from '@/tests/webhook-receiver';
import { deliveryNow, deliveryOf, endpointNow, type endpointOf, publishedEventOf, secretOf } from '@/tests/webhooks';
import { seedWorld, type World } from '@/tests/world';
import type { Post } from './deliver-webhooks';
import { attemptsMax } from './retry-schedule';

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
  await test.owner.query('truncate webhook_attempts, webhook_deliveries, webhook_secrets, webhook_endpoints cascade');
});
afterAll(async () => {
  await receiver.close();
  await test.close();
});
const waiting = (endpoint: Parameters<typeof endpointOf>[1] = {}, delivery: Parameters<typeof deliveryOf>[2] = {}) =>
  waitingDelivery(world.s1, { url: receiver.url(), ...endpoint }, delivery);
const verify = ({ body, headers }: Pick<Received, 'body' | 'headers'>, secret: string) =>
  new Webhook(secret).verify(body, headers as Record<string, string>);
const secondsNow = async () => {
  const { rows } = await database().execute<{ now: number }>(
    sql`select extract(epoch from clock_timestamp())::float8 as now`,
  );
  return rows[0]?.now ?? 0;
};

describe('a delivery', () => {
  it('[W1] is what was published, byte for byte, and the published library accepts it', async () => {
    const { endpoint, event, delivery } = await waiting();
    await deliverDue();
    const [got, ...others] = receiver.received;
    expect(others).toEqual([]);
    if (!got) throw new Error('nothing came');
    expect(got).toMatchObject({
      path: '/hooks',
      body: event.body,
      headers: { 'webhook-id': event.id, 'content-type': 'application/json' },
    });
    expect(verify(got, endpoint.secret)).toEqual(JSON.parse(event.body));
    expect(await deliveryNow(delivery.id)).toMatchObject({
      state: 'delivered',
      attempts: 1,
      leasedUntil: null,
      finishedAt: expect.any(Date),
    });
    expect(await endpointNow(endpoint.id)).toMatchObject({
      state: 'active',
      failingSince: null,
      lastSuccessAt: expect.any(Date),
    });
    expect(await attemptsAt(delivery.id)).toMatchObject([
      {
        outcome: 'delivered',
        status: 204,
        isReplay: false,
        organizationId: world.s1.id,
        requestHeaders: { 'webhook-id': event.id },
      },
    ]);
    await deliverDue();
    expect(receiver.received).toHaveLength(1);
  });

  it('[W1] with one thing changed is refused by the library, and so is a copy that is older than five minutes', async () => {
    const { endpoint } = await waiting();
    await deliverDue();
    const [got] = receiver.received;
    if (!got) throw new Error('nothing came');
    const at = Number(got.headers['webhook-timestamp']);
    const headers = (name: string, value: string) => ({ body: got.body, headers: { ...got.headers, [name]: value } });
    const changed = [
      { ...got, body: got.body.replace('1.00', '9.00') },
      headers('webhook-id', `${got.headers['webhook-id']}x`),
      headers('webhook-timestamp', String(at + 1)),
      headers('webhook-timestamp', String(at - 360)),
      headers('webhook-timestamp', String(at + 360)),
      headers('webhook-signature', 'v1,AAAA'),
    ];
    for (const copy of changed) expect(() => verify(copy, endpoint.secret)).toThrow(WebhookVerificationError);
    expect(() => verify(got, `whsec_${Buffer.alloc(32, 'x').toString('base64')}`)).toThrow(WebhookVerificationError);
    // The very same bytes, six minutes on.
    const now = Date.now;
    Date.now = () => now() + 360_000;
    try {
      expect(() => verify(got, endpoint.secret)).toThrow('too old');
    } finally {
      Date.now = now;
    }
    expect(verify(got, endpoint.secret)).toBeTruthy();
  });

  it('[W10] is signed with each secret that has not ended, so that a receiver may know either', async () => {
    const { endpoint } = await waiting();
    const owner = { id: endpoint.id, organizationId: endpoint.organizationId, rootId: endpoint.rootId };
    const ending = await secretOf(owner, { expiresAt: sql`clock_timestamp() + interval '1 hour'` });
    const ended = await secretOf(owner, { expiresAt: sql`clock_timestamp() - interval '1 second'` });
    await deliverDue();
    const [got] = receiver.received;
    if (!got) throw new Error('nothing came');
    expect(String(got.headers['webhook-signature']).split(' ')).toHaveLength(2);
    for (const secret of [endpoint.secret, ending.secret]) expect(verify(got, secret)).toBeTruthy();
    expect(() => verify(got, ended.secret)).toThrow(WebhookVerificationError);
  });

  it('[W9] that is sent again by somebody keeps its id and gets a new time', async () => {
    const { endpoint, delivery } = await waiting();
    const times: number[] = [];
    const earlier: Post = (request) => {
      times.push(Number(request.headers['webhook-timestamp']));
      return postOutbound(request);
    };
    await deliverDue(earlier);
    await test.owner.query(
      `update webhook_deliveries set state = 'waiting', finished_at = null, attempts = 0, is_replay = true`,
    );
    while ((await secondsNow()) < (times[0] ?? 0) + 1);
    await deliverDue(earlier);
    const [first, second] = receiver.received;
    if (!first || !second) throw new Error('it did not come twice');
    expect(second.headers['webhook-id']).toBe(first.headers['webhook-id']);
    expect(times[1]).toBeGreaterThan(times[0] ?? 0);
    expect(verify(second, endpoint.secret)).toEqual(verify(first, endpoint.secret));
    expect((await attemptsAt(delivery.id)).map(({ isReplay }) => isReplay)).toEqual([true, false]);
  });
});

describe('what goes wrong', () => {
  const refused: [string, Answer, { outcome: string; status?: number | null }][] = [
    ['500', { status: 500, body: 'broken\0 in the middle' }, { outcome: 'refused', status: 500 }],
    ['404', { status: 404 }, { outcome: 'refused', status: 404 }],
    [
      'a redirect',
      { status: 307, headers: { location: 'https://hooks.qiming.example/other' } },
      { outcome: 'redirected', status: 307 },
    ],
    ['too much', { status: 200, body: 'x'.repeat(100_000) }, { outcome: 'too_large', status: null }],
    ['a cut connection', { write: (response) => response.destroy() }, { outcome: 'unreachable', status: null }],
    ['nothing in time', { write: () => undefined }, { outcome: 'timed_out', status: null }],
  ];
  const impatient: Post = (request) => postOutbound({ ...request, timeoutMs: 300 });

  it.each(refused)('[W4] %s is a failure, kept as it was, and tried again', async (_name, answer, kept) => {
    receiver.answer(answer);
    const { endpoint, delivery } = await waiting();
    await deliverDue(impatient);
    expect(receiver.received).toHaveLength(1);
    expect(await deliveryNow(delivery.id)).toMatchObject({ state: 'waiting', attempts: 1, leasedUntil: null });
    expect(await attemptsAt(delivery.id)).toMatchObject([kept]);
    expect(await endpointNow(endpoint.id)).toMatchObject({
      state: 'active',
      failingSince: expect.any(Date),
      lastSuccessAt: null,
    });
    receiver.answer({ status: 200 });
    await later(10);
    await deliverDue();
    expect(await deliveryNow(delivery.id)).toMatchObject({ state: 'delivered', attempts: 2 });
    expect(await endpointNow(endpoint.id)).toMatchObject({ failingSince: null });
  });

  it('[W2] an address inside, put into the row past the form, is not reached: by the job itself', async () => {
    const { delivery } = await waiting({ url: `https://127.0.0.1:${receiver.port}/hooks` });
    await deliverDue();
    expect(receiver.received).toEqual([]);
    expect(await attemptsAt(delivery.id)).toMatchObject([
      { outcome: 'not_allowed', status: null, responseHeaders: null },
    ]);
  });

  it('keeps the beginning of a long answer, cut between characters', async () => {
    receiver.answer({ status: 500, body: `x${'好'.repeat(10_000)}` });
    const { delivery } = await waiting();
    await deliverDue();
    const [attempt] = await attemptsAt(delivery.id);
    expect(attempt?.responseBody).toBe(`x${'好'.repeat(2_730)}`);
  });

  it('[W9] is tried ten times within 75 hours and a half, with uneven pauses, and then is failed', async () => {
    receiver.answer({ status: 500 });
    const { delivery } = await waiting();
    const pauses: number[] = [];
    for (let nth = 1; nth < attemptsMax; nth += 1) {
      await deliverDue();
      expect(await deliveryNow(delivery.id)).toMatchObject({ state: 'waiting', attempts: nth });
      pauses.push(await secondsToNext(delivery.id));
      await deliverDue();
      await later(pauses.at(-1) ?? 0);
    }
    await deliverDue();
    expect(await deliveryNow(delivery.id)).toMatchObject({
      state: 'failed',
      attempts: 10,
      finishedAt: expect.any(Date),
    });
    expect(receiver.received).toHaveLength(10);
    const wanted = [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400];
    for (const [at, seconds] of wanted.entries()) {
      expect(pauses[at]).toBeGreaterThan(seconds * 0.9 - 1);
      expect(pauses[at]).toBeLessThan(seconds * 1.1 + 1);
    }
    expect(pauses.map((seconds) => Math.round(seconds))).not.toEqual(wanted);
    await later(1_000_000);
    await deliverDue();
    expect(receiver.received).toHaveLength(10);
  });

  it.each([
    [429, '120', 120],
    [429, undefined, 60],
    [502, undefined, 60],
    [504, '0', 1],
    [429, '99999999', 3600],
    [429, 'Wed, 21 Oct 2037 07:28:00 GMT', 60],
  ])(
    '[W9] %i with Retry-After %s slows the endpoint down: nothing is sent for %i s',
    async (status, retryAfter, seconds) => {
      receiver.answer({ status, ...(retryAfter ? { headers: { 'retry-after': retryAfter } } : {}) });
      const { endpoint, delivery } = await waiting();
      await deliverDue();
      expect(await attemptsAt(delivery.id)).toMatchObject([{ outcome: 'slow_down', status }]);
      expect(await secondsToNext(delivery.id)).toBeGreaterThan(Math.max(seconds, 4.5) - 2);
      // A new event waits as well.
      const second = await deliveryOf(endpoint, await publishedEventOf(world.s1, { type: 'customer.left' }));
      const { rows } = await database().execute<{ seconds: number }>(
        sql`select extract(epoch from slow_until - clock_timestamp())::float8 as seconds from webhook_endpoints`,
      );
      expect(Math.abs((rows[0]?.seconds ?? 0) - seconds)).toBeLessThan(1);
      await test.owner.query(`update webhook_endpoints set slow_until = clock_timestamp() + interval '10 seconds'`);
      await deliverDue();
      expect(receiver.received).toHaveLength(1);
      await test.owner.query('update webhook_endpoints set slow_until = clock_timestamp()');
      receiver.answer({ status: 200 });
      await deliverDue();
      expect(await deliveryNow(second.id)).toMatchObject({ state: 'delivered' });
    },
  );
});
