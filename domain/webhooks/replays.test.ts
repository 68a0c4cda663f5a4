import { eq, sql } from 'drizzle-orm';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { type Id, newId, uuidOf } from '@/lib/id';
import { atOnceMax, decided } from '@/tests/at-once';
import { brokenAt } from '@/tests/broken-at';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { denied, expectRefused } from '@/tests/relations';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { deliveryNow, deliveryOf, endpointOf, publishedEventOf } from '@/tests/webhooks';
import { actorOf, freshKey, makeOrganization, seedWorld, type World, type WorldOrganization } from '@/tests/world';
import { replayDeliveries } from './replay-deliveries';
import { replayDelivery } from './replay-delivery';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase({ max: atOnceMax + 2 });
  world = await seedWorld();
});
afterAll(() => test.close());

type Endpoint = Awaited<ReturnType<typeof endpointOf>>;
const at = (hour: number) => new Date(`2026-11-21T${String(hour).padStart(2, '0')}:00:00Z`);
const later = new Date('2098-01-01T00:00:00Z');
const partnerOf = (code: string) => makeOrganization({ code, kind: 'solution_provider' });
const eventOf = (who: WorldOrganization, hour: number, type = 'funds.allocated') =>
  publishedEventOf(who, { type, createdAt: at(hour) });
const failed = { state: 'failed', attempts: 10 } as const;
const one = (who: WorldOrganization, webhookDeliveryId: string, key = freshKey()) =>
  replayDelivery(actorOf(who), key, { webhookDeliveryId });
const range = (who: WorldOrganization, endpoint: Endpoint, more: object = {}, key = freshKey()) =>
  replayDeliveries(actorOf(who), key, {
    ...{ webhookEndpointId: endpoint.id, which: 'undelivered', from: '2026-11-21T00:00:00Z' },
    ...more,
  });
/** What of an endpoint's events waits to be sent, by event. */
async function waitingOf(endpoint: Endpoint): Promise<Id<'publishedEvent'>[]> {
  const rows = await database()
    .select()
    .from(schema.webhookDeliveries)
    .where(eq(schema.webhookDeliveries.endpointId, endpoint.id))
    .orderBy(schema.webhookDeliveries.eventId);
  return rows.filter(({ state, nextAt }) => state === 'waiting' && nextAt < later).map(({ eventId }) => eventId);
}

describe('sending one event again', () => {
  it.each(['failed', 'delivered', 'cancelled'] as const)('queues one that was %s anew, under its id', async (state) => {
    const endpoint = await endpointOf(world.s1);
    const event = await eventOf(world.s1, 1);
    const { id } = await deliveryOf(endpoint, event, { state, attempts: 10 });
    const [key, before] = [freshKey(), await rowCounts()];
    expect([await one(world.s1, id, key), await one(world.s1, id, key)]).toMatchObject([
      { ok: true, id, replayed: false },
      { ok: true, id, replayed: true },
    ]);
    expect(grownBy(before, await rowCounts())).toEqual({ audit_entries: 1, command_receipts: 1 });
    const row = await deliveryNow(id);
    expect(row).toMatchObject({ state: 'waiting', attempts: 0, isReplay: true, finishedAt: null, eventId: event.id });
  });

  it('brings forward one that waits for a later attempt, whose attempts go on counting', async () => {
    const endpoint = await endpointOf(world.s1);
    const { id } = await deliveryOf(endpoint, await eventOf(world.s1, 1), { attempts: 6, nextAt: later });
    expect(await one(world.s1, id)).toMatchObject({ ok: true });
    const row = await deliveryNow(id);
    expect(row).toMatchObject({ state: 'waiting', attempts: 6, isReplay: false });
    expect(row.nextAt.getTime()).toBeLessThan(later.getTime());
    await expectRefused(() => one(world.s1, id), 'nothing_to_replay');
  });

  it('is refused while somebody is at it, for tests, for disabled endpoints and for those of others', async () => {
    const [endpoint, disabled] = [await endpointOf(world.s1), await endpointOf(world.s1, { state: 'disabled' })];
    const event = await eventOf(world.s1, 1);
    const leased = await deliveryOf(endpoint, event, { nextAt: later, leasedUntil: later });
    await expectRefused(() => one(world.s1, leased.id), 'nothing_to_replay');
    const ofTest = await deliveryOf(endpoint, await publishedEventOf(world.s1), { state: 'delivered' });
    await expectRefused(() => one(world.s1, ofTest.id), 'nothing_to_replay');
    const resting = await deliveryOf(disabled, event, { state: 'cancelled' });
    await expectRefused(() => one(world.s1, resting.id), 'webhook_endpoint_disabled');
    const theirs = await deliveryOf(endpoint, await eventOf(world.s1, 2), failed);
    for (const who of [world.s2, world.d1])
      await expectRefused(() => one(who, theirs.id), 'webhook_delivery_not_found', denied);
    await expectRefused(() => one(world.s1, newId('webhookDelivery')), 'webhook_delivery_not_found', denied);
    expect((await deliveryNow(theirs.id)).state).toBe('failed');
  });
});

describe('sending events again that are just being removed', () => {
  it('leaves out what is going, waits for nobody, and keeps what it takes', async () => {
    const partner = await partnerOf('going');
    const endpoint = await endpointOf(partner);
    const [going, stays] = [await eventOf(partner, 3), await eventOf(partner, 4)];
    const remover = new pg.Client({ connectionString: test.ownerUrl });
    await remover.connect();
    try {
      await remover.query('begin');
      await remover.query('delete from published_events where id = $1', [uuidOf(going.id)]);
      // Answered while the removal is still under way.
      expect(await range(partner, endpoint, { which: 'all' })).toMatchObject({ ok: true });
      await remover.query('commit');
    } finally {
      await remover.end();
    }
    expect(await waitingOf(endpoint)).toEqual([stays.id]);
  });

  it('never fails, however the two meet', async () => {
    const partner = await partnerOf('meeting');
    const endpoint = await endpointOf(partner);
    for (let round = 0; round < 5; round += 1) {
      await Promise.all(Array.from({ length: 60 }, () => eventOf(partner, 5)));
      const removal = test.owner.query(
        `delete from published_events where id in (select id from published_events where organization_id = $1 order by id desc limit 40)`,
        [uuidOf(partner.id)],
      );
      const outcomes = await Promise.all(
        [1, 2, 3].map(() => decided(() => range(partner, endpoint, { which: 'all' }))),
      );
      await removal;
      for (const outcome of outcomes) if (!outcome.ok) expect(outcome.code).toBe('nothing_to_replay');
    }
    const { rows } = await test.owner.query('select from webhook_deliveries d where endpoint_id = $1', [
      uuidOf(endpoint.id),
    ]);
    expect(rows.length).toBeLessThanOrEqual(5 * 20);
  });
});

describe('sending the events of a range again', () => {
  it('takes what did not arrive: given up, cancelled, missed, and what waits for later', async () => {
    const partner = await partnerOf('range');
    const endpoint = await endpointOf(partner, { types: ['funds.allocated'], createdAt: at(2) });
    const other = await endpointOf(partner);
    const [given, cancelled, missed, arrived, waits] = await Promise.all(
      [3, 4, 5, 6, 7].map((h) => eventOf(partner, h)),
    );
    if (!given || !cancelled || !missed || !arrived || !waits) throw new Error('five events');
    await deliveryOf(endpoint, given, failed);
    await deliveryOf(endpoint, cancelled, { state: 'cancelled' });
    await deliveryOf(endpoint, arrived, { state: 'delivered' });
    await deliveryOf(endpoint, waits, { attempts: 4, nextAt: later });
    const elsewhere = await deliveryOf(other, given, failed);
    // Nothing of these: another type, a test, before the endpoint was there, another partner's.
    await eventOf(partner, 5, 'coupon.issued');
    await publishedEventOf(partner, { createdAt: at(5) });
    await eventOf(partner, 1);
    await eventOf(world.s2, 5);
    const [key, before] = [freshKey(), await rowCounts()];
    expect([await range(partner, endpoint, {}, key), await range(partner, endpoint, {}, key)]).toMatchObject([
      { ok: true, id: endpoint.id, replayed: false },
      { ok: true, replayed: true },
    ]);
    const expected = [given, cancelled, missed, waits].map(({ id }) => id);
    expect((await waitingOf(endpoint)).toSorted()).toEqual(expected.toSorted());
    expect(grownBy(before, await rowCounts())).toEqual({
      audit_entries: 1,
      command_receipts: 1,
      webhook_deliveries: 1,
    });
    expect((await deliveryNow(elsewhere.id)).state).toBe('failed');
    await expectRefused(() => range(partner, endpoint), 'nothing_to_replay');
  });

  it('takes everything where that is asked for, also from before the endpoint was there', async () => {
    const partner = await partnerOf('all');
    const endpoint = await endpointOf(partner, { createdAt: at(6) });
    const [early, arrived] = [await eventOf(partner, 3), await eventOf(partner, 7)];
    await deliveryOf(endpoint, arrived, { state: 'delivered' });
    await expectRefused(() => range(partner, endpoint), 'nothing_to_replay');
    expect(await range(partner, endpoint, { which: 'all' })).toMatchObject({ ok: true });
    expect((await waitingOf(endpoint)).toSorted()).toEqual([early.id, arrived.id].toSorted());
  });

  it('begins with the second that is named and ends before the one that is', async () => {
    const partner = await partnerOf('edges');
    const endpoint = await endpointOf(partner);
    const events = await Promise.all([3, 4, 5].map((hour) => eventOf(partner, hour)));
    // Wall clock where the partner is, eight hours ahead.
    const within = { which: 'all', from: '2026-11-21T11:00', to: '2026-11-21T13:00' };
    expect(await range(partner, endpoint, within)).toMatchObject({ ok: true });
    expect((await waitingOf(endpoint)).toSorted()).toEqual(
      events
        .slice(0, 2)
        .map(({ id }) => id)
        .toSorted(),
    );
  });

  it.each<[string, object, object]>([
    ['no beginning', { from: undefined }, { from: 'required' }],
    ['a day without a time', { from: '2026-11-21' }, { from: 'invalid_date' }],
    ['a time that does not exist', { from: '2026-02-30T10:00' }, { from: 'invalid_date' }],
    ['an end before its beginning', { to: '2026-11-20T00:00:00Z' }, { to: 'end_before_start' }],
    ['an end at its beginning', { to: '2026-11-21T00:00:00Z' }, { to: 'end_before_start' }],
    ['another choice', { which: 'some' }, { which: 'invalid' }],
  ])('is refused with %s', async (_what, more, fields) => {
    const endpoint = await endpointOf(world.s1);
    const call = () => range(world.s1, endpoint, more);
    await expectRefused(call, 'invalid_input');
    expect(await call()).toMatchObject({ fields });
  });

  it('is refused for disabled endpoints and for those of others', async () => {
    const [endpoint, disabled] = [await endpointOf(world.s1), await endpointOf(world.s1, { state: 'disabled' })];
    await deliveryOf(endpoint, await eventOf(world.s1, 3), failed);
    await expectRefused(() => range(world.s1, disabled), 'webhook_endpoint_disabled');
    await expectRefused(() => range(world.s2, endpoint), 'webhook_endpoint_not_found', denied);
    expect(await waitingOf(endpoint)).toEqual([]);
  });

  it('queues each event once, also when fifty ask at once', async () => {
    const partner = await partnerOf('fifty');
    const endpoint = await endpointOf(partner, { createdAt: at(0) });
    for (const hour of [1, 2, 3]) await eventOf(partner, hour);
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => decided(() => range(partner, endpoint))));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await waitingOf(endpoint)).toHaveLength(3);
  });

  it.each(['before', 'after'] as const)(
    'is all or nothing where the connection breaks %s a statement',
    async (when) => {
      const partner = await partnerOf(`broken-${when}`);
      for (const hour of [1, 2, 3]) await eventOf(partner, hour);
      let statements = 0;
      for (let isCut = true; isCut; statements += isCut ? 1 : 0) {
        const endpoint = await endpointOf(partner, { createdAt: at(0) });
        const key = freshKey();
        const ask = () => range(partner, endpoint, {}, key).catch(() => undefined);
        isCut = await brokenAt(test, statements + 1, when, ask);
        expect([0, 3]).toContain((await waitingOf(endpoint)).length);
        expect(await range(partner, endpoint, {}, key)).toMatchObject({ ok: true });
        expect(await waitingOf(endpoint)).toHaveLength(3);
      }
      expect(statements).toBeGreaterThan(6);
    },
  );

  it('is refused beyond ten thousand events, and takes ten thousand within its time', async () => {
    const partner = await partnerOf('many');
    const endpoint = await endpointOf(partner, { createdAt: at(0) });
    const { eventId } = await eventOf(partner, 1);
    // Events of the outbox may be told to many; these are told to one organization, so each has its own.
    await test.owner.query(
      `with events as (
         insert into outbox_events (id, organization_id, root_id, kind, subject_id, payload, delivered_at, published_at)
         select gen_random_uuid(), organization_id, root_id, kind, subject_id, payload, delivered_at, published_at from outbox_events, generate_series(1, 10000)
          where id = $1 returning id, organization_id, root_id)
       insert into published_events (id, organization_id, root_id, event_id, type, body, created_at)
       select gen_random_uuid(), organization_id, root_id, id, 'funds.allocated', '{}', '2026-11-21T02:00:00Z' from events`,
      [uuidOf(eventId ?? newId('event'))],
    );
    await expectRefused(() => range(partner, endpoint), 'too_many_to_replay');
    const startedAt = performance.now();
    expect(await range(partner, endpoint, { from: '2026-11-21T02:00:00Z' })).toMatchObject({ ok: true });
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    const { rows } = await database().execute<{ count: number }>(
      sql`select count(*)::int as count from webhook_deliveries where endpoint_id = ${uuidOf(endpoint.id)}::uuid and is_replay and state = 'waiting'`,
    );
    expect(rows).toEqual([{ count: 10_000 }]);
  });
});
