import { eq, sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { deliverEvents } from '@/domain/notices/deliver-events';
import { changeSetting } from '@/domain/settings/change-setting';
import { uuidOf, wireIdOf } from '@/lib/id';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { attemptsAt, deliverDue, later, waitingDelivery } from '@/tests/webhook-delivering';
import { publishAll } from '@/tests/webhook-money';
import { type Receiver, startReceiver } from '@/tests/webhook-receiver';
import { deliveryNow, deliveryOf, endpointNow, type endpointOf, publishedEventOf } from '@/tests/webhooks';
import { actorOf, freshKey, seedWorld, type World } from '@/tests/world';

const { outboxEvents, publishedEvents, webhookDeliveries, webhookEndpoints } = schema;
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
  await test.owner.query(`delete from published_events where type = 'webhook.disabled'`);
  await test.owner.query(`delete from outbox_events where kind = 'webhook.disabled'`);
  await test.owner.query('truncate notices, outgoing_messages');
});
afterAll(async () => {
  await receiver.close();
  await test.close();
});
const waiting = (endpoint: Parameters<typeof endpointOf>[1] = {}, delivery: Parameters<typeof deliveryOf>[2] = {}) =>
  waitingDelivery(world.s1, { url: receiver.url(), ...endpoint }, delivery);

describe('an endpoint that is given up', () => {
  const told = async () => {
    while ((await deliverEvents()) > 0);
    const events = await database().select().from(outboxEvents).where(eq(outboxEvents.kind, 'webhook.disabled'));
    const notices = await database().select().from(schema.notices).where(eq(schema.notices.kind, 'webhook.disabled'));
    const mails = await database().select().from(schema.outgoingMessages);
    return { events, notices, mails };
  };

  it('[W9] 410 disables it at once, cancels what waits for it, and tells its administrators', async () => {
    receiver.answer({ status: 410 });
    const { endpoint, delivery } = await waiting();
    const next = await deliveryOf(endpoint, await publishedEventOf(world.s1), {
      nextAt: sql`clock_timestamp() + interval '1 hour'`,
    });
    const other = await waiting({ url: receiver.url('/other') });
    await later(0);
    await test.owner.query(
      `update webhook_endpoints set slow_until = clock_timestamp() + interval '1 hour' where id <> '${uuidOf(endpoint.id)}'`,
    );
    await deliverDue();
    expect(await endpointNow(endpoint.id)).toMatchObject({
      state: 'disabled',
      disabledReason: 'gone',
      disabledAt: expect.any(Date),
    });
    expect(await deliveryNow(delivery.id)).toMatchObject({ state: 'failed', attempts: 1 });
    expect(await deliveryNow(next.id)).toMatchObject({ state: 'cancelled', attempts: 0 });
    expect([await deliveryNow(other.delivery.id), await endpointNow(other.endpoint.id)]).toMatchObject([
      { state: 'waiting' },
      { state: 'active' },
    ]);
    const { events, notices, mails } = await told();
    expect(events).toMatchObject([
      {
        organizationId: world.s1.id,
        subjectId: endpoint.id,
        payload: { cause: 'gone', host: 'hooks.qiming.example' },
      },
    ]);
    await publishAll();
    const [published] = await database()
      .select()
      .from(publishedEvents)
      .where(eq(publishedEvents.type, 'webhook.disabled'));
    expect(JSON.parse(published?.body ?? '{}')).toMatchObject({
      data: { endpoint_id: wireIdOf(endpoint.id), cause: 'gone' },
    });
    expect(notices).toMatchObject([{ organizationId: world.s1.id, userId: world.s1.users.admin }]);
    expect(mails).toHaveLength(1);
    expect(mails[0]?.body).toContain('hooks.qiming.example');
    const audit = await database()
      .select()
      .from(schema.auditEntries)
      .where(eq(schema.auditEntries.subjectId, endpoint.id));
    expect(audit).toMatchObject([{ action: 'webhooks.give_up', via: 'job', detail: { reason: 'gone', count: 1 } }]);
    await deliverDue();
    expect(receiver.received).toHaveLength(1);
  });

  it('everything failing for as long as the setting says disables it, not an hour less, and a success begins anew', async () => {
    receiver.answer({ status: 500 });
    const setting = { key: 'webhook_disable_hours', value: '24' };
    expect(await changeSetting(actorOf(world.operator), freshKey(), setting)).toMatchObject({ ok: true });
    const { endpoint } = await waiting();
    const failedFor = (hours: number) =>
      database()
        .update(webhookEndpoints)
        .set({ failingSince: sql`clock_timestamp() - make_interval(hours => ${hours})` });
    await failedFor(23);
    await deliverDue();
    expect(await endpointNow(endpoint.id)).toMatchObject({ state: 'active' });
    receiver.answer({ status: 200 });
    await later(100);
    await deliverDue();
    expect(await endpointNow(endpoint.id)).toMatchObject({ failingSince: null });
    receiver.answer({ status: 500 });
    await deliveryOf(endpoint, await publishedEventOf(world.s1, { type: 'customer.left' }));
    await deliverDue();
    expect(await endpointNow(endpoint.id)).toMatchObject({ state: 'active' });
    await failedFor(24);
    await later(100_000);
    await deliverDue();
    expect(await endpointNow(endpoint.id)).toMatchObject({ state: 'disabled', disabledReason: 'failing' });
    expect((await told()).notices).toHaveLength(1);
  });

  describe('of the time since it began to fail', () => {
    const hoursAgo = (hours: number) => sql`clock_timestamp() - make_interval(hours => ${hours})`;
    const freeze = (state: 'active' | 'frozen') =>
      test.owner.query(
        `update organizations set state = $1, frozen_at = case when $1 = 'frozen' then now() end,
          frozen_reason = case when $1 = 'frozen' then 'x' end where id = $2`,
        [state, uuidOf(world.s1.id)],
      );
    /** One that began to fail 160 hours ago and was last tried `tried` hours ago; two deliveries have been due for 150. */
    async function failing(tried: number) {
      await changeSetting(actorOf(world.operator), freshKey(), { key: 'webhook_disable_hours', value: '24' });
      receiver.answer({ status: 500 });
      const past = { failingSince: hoursAgo(160), lastFailureAt: hoursAgo(tried) };
      const { endpoint } = await waiting(past, { nextAt: hoursAgo(150) });
      const other = await publishedEventOf(world.s1, { type: 'customer.left' });
      await deliveryOf(endpoint, other, { nextAt: hoursAgo(150) });
      return endpoint.id;
    }

    it('what nobody tried does not count, be it for a freeze or for want of a worker, and counts once off', async () => {
      const id = await failing(155);
      await freeze('frozen');
      await deliverDue();
      expect(receiver.received).toHaveLength(0);
      await freeze('active');
      await deliverDue();
      expect(receiver.received).toHaveLength(2);
      const now = await endpointNow(id);
      expect(now).toMatchObject({ state: 'active', failingSince: expect.any(Date), lastFailureAt: expect.any(Date) });
      expect(now.untriedSeconds).toBeGreaterThan(150 * 3600 - 5);
      expect(now.untriedSeconds).toBeLessThan(150 * 3600 + 300);
      expect((await told()).events).toEqual([]);
      // 14 hours of failures more make a day of them.
      await database()
        .update(webhookEndpoints)
        .set({ failingSince: hoursAgo(175) });
      await later(100);
      await deliverDue();
      expect(await endpointNow(id)).toMatchObject({ state: 'disabled', disabledReason: 'failing' });
    });

    it('what is late because the endpoint itself is slow does count', async () => {
      const id = await failing(0);
      await deliverDue();
      expect(await endpointNow(id)).toMatchObject({ state: 'disabled', disabledReason: 'failing', untriedSeconds: 0 });
    });

    it('what it asked for itself does count, and what begins anew begins with nothing taken off', async () => {
      const id = await failing(155);
      await database()
        .update(webhookEndpoints)
        .set({ slowUntil: sql`clock_timestamp()`, failingSince: null, untriedSeconds: 7 });
      await deliverDue();
      expect(await endpointNow(id)).toMatchObject({ state: 'active', untriedSeconds: 0 });
    });
  });

  it('replays and tests count neither way, and a test is sent once', async () => {
    const longAgo = sql`clock_timestamp() - interval '100 days'`;
    const { endpoint, delivery } = await waiting({ failingSince: longAgo }, { isReplay: true });
    const ofTest = await deliveryOf(endpoint, await publishedEventOf(world.s1));
    receiver.answer(({ body }) => ({
      status: body.includes('webhook.test') ? 500 : 410,
      body: 'secret things',
      headers: { 'x-a': 'b' },
    }));
    await deliverDue();
    expect(await endpointNow(endpoint.id)).toMatchObject({
      state: 'active',
      failingSince: expect.any(Date),
      lastSuccessAt: null,
    });
    expect(await deliveryNow(delivery.id)).toMatchObject({ state: 'failed' });
    expect(await deliveryNow(ofTest.id)).toMatchObject({ state: 'failed', attempts: 1 });
    // [W5] Of a test nothing of the answer is kept but its status.
    expect(await attemptsAt(ofTest.id)).toMatchObject([{ status: 500, responseBody: null, responseHeaders: null }]);
    expect(await attemptsAt(delivery.id)).toMatchObject([{ status: 410, responseBody: 'secret things' }]);
    receiver.answer({ status: 200 });
    await deliveryOf(endpoint, await publishedEventOf(world.s1, { type: 'customer.left' }), { isReplay: true });
    await deliverDue();
    expect(await endpointNow(endpoint.id)).toMatchObject({ failingSince: expect.any(Date), lastSuccessAt: null });
    expect((await told()).events).toEqual([]);
  });
});

describe('[W13] whose endpoints are served', () => {
  it('of an organization that is frozen they rest, and go on when it is not', async () => {
    const { delivery } = await waiting();
    const freeze = (state: string) =>
      test.owner.query(
        `update organizations set state = '${state}', frozen_at = ${state === 'frozen' ? 'now()' : 'null'}, frozen_reason = ${state === 'frozen' ? `'x'` : 'null'} where id = '${uuidOf(world.s1.id)}'`,
      );
    await freeze('frozen');
    await deliverDue();
    expect(receiver.received).toEqual([]);
    expect(await deliveryNow(delivery.id)).toMatchObject({ state: 'waiting', attempts: 0 });
    await freeze('active');
    await deliverDue();
    expect(await deliveryNow(delivery.id)).toMatchObject({ state: 'delivered' });
  });

  it('a disabled one is sent nothing', async () => {
    await waiting({ state: 'disabled' });
    await deliverDue();
    expect(receiver.received).toEqual([]);
    expect(await database().$count(webhookDeliveries)).toBe(1);
  });
});
