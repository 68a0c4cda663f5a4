import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readScope } from '@/domain/read-scope';
import type { Page, PageRequest } from '@/lib/cursor';
import { pageRequest } from '@/lib/cursor';
import { newId } from '@/lib/id';
import { atOnceMax, decided } from '@/tests/at-once';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { expectRefused } from '@/tests/relations';
import { attemptOf, deliveryNow, deliveryOf, endpointOf, publishedEventOf } from '@/tests/webhooks';
import { actorOf, freshKey, makeOrganization, seedWorld, type World, type WorldOrganization } from '@/tests/world';
import { type DeliveryFilter, findDelivery, listAttempts, listDeliveries } from './delivery-queries';
import { countEndpoints, figuresOf, findEndpoint, listEndpoints } from './endpoint-queries';
import { testsAMinute } from './model';
import { sendTest } from './send-test';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase({ max: atOnceMax + 2 });
  world = await seedWorld();
});
afterAll(() => test.close());

type Endpoint = Awaited<ReturnType<typeof endpointOf>>;
const partnerOf = (code: string) => makeOrganization({ code, kind: 'solution_provider' });
const scopeOf = (who: WorldOrganization) => readScope(actorOf(who, 'viewer'), 'webhooks.read');
const firstOf = <K extends 'webhookEndpoint' | 'webhookDelivery'>(id: K, limit = 50): PageRequest<K> =>
  pageRequest({}, { key: 'instant', id }, limit);
const send = (who: WorldOrganization, { id }: Endpoint, key = freshKey()) =>
  sendTest(actorOf(who), key, { webhookEndpointId: id });

describe('endpoints', () => {
  it('are listed to their own organization alone, the newest first, page by page', async () => {
    const [partner, other] = [await partnerOf('list'), await partnerOf('other')];
    const endpoints = [];
    for (let hour = 1; hour <= 5; hour += 1)
      endpoints.push(await endpointOf(partner, { createdAt: new Date(`2026-11-0${hour}T00:00:00Z`) }));
    await endpointOf(other);
    const newest = endpoints.map(({ id }) => id).toReversed();
    const ids = await walk((page) => listEndpoints(scopeOf(partner), {}, page), 'webhookEndpoint', 2);
    expect(ids).toEqual(newest);
    const [first] = newest;
    expect(first && (await findEndpoint(scopeOf(other), first))).toBeUndefined();
    expect(await findEndpoint(scopeOf(partner), newId('webhookEndpoint'))).toBeUndefined();
  });

  it('say how they do', async () => {
    const partner = await partnerOf('health');
    const lastSuccessAt = new Date('2026-11-01T00:00:00Z');
    const untried = await endpointOf(partner);
    const working = await endpointOf(partner, { lastSuccessAt });
    const failing = await endpointOf(partner, { lastSuccessAt, failingSince: lastSuccessAt });
    const slow = await endpointOf(partner, { lastSuccessAt, slowUntil: new Date('2098-01-01T00:00:00Z') });
    const disabled = await endpointOf(partner, { state: 'disabled' });
    const health = async ({ id }: Endpoint) => (await findEndpoint(scopeOf(partner), id))?.health;
    expect(await Promise.all([untried, working, failing, slow, disabled].map(health))).toEqual([
      ...['untried', 'working', 'failing', 'slow', 'disabled'],
    ]);
    expect(await countEndpoints(scopeOf(partner))).toBe(4);
    const { rows } = await listEndpoints(scopeOf(partner), { state: 'disabled' }, firstOf('webhookEndpoint'));
    expect(rows.map(({ id }) => id)).toEqual([disabled.id]);
    expect(JSON.stringify(await listEndpoints(scopeOf(partner), {}, firstOf('webhookEndpoint')))).not.toMatch(
      /secret|whsec/i,
    );
  });

  it('count what waits and what came of the last day', async () => {
    const partner = await partnerOf('figures');
    const endpoint = await endpointOf(partner);
    const event = () => publishedEventOf(partner, { type: 'funds.allocated' });
    const oldest = await deliveryOf(endpoint, await event());
    await deliveryOf(endpoint, await event());
    await deliveryOf(endpoint, await event(), { state: 'delivered' });
    await deliveryOf(endpoint, await event(), { state: 'failed' });
    await deliveryOf(endpoint, await event(), { state: 'failed', createdAt: new Date('2026-01-01T00:00:00Z') });
    expect(await figuresOf(scopeOf(partner), endpoint.id)).toEqual({
      ...{ waiting: 2, deliveredLately: 1, failedLately: 1 },
      oldestWaiting: (await deliveryNow(oldest.id)).createdAt,
    });
    expect(await figuresOf(scopeOf(world.s2), endpoint.id)).toEqual({
      ...{ waiting: 0, deliveredLately: 0, failedLately: 0, oldestWaiting: null },
    });
  });
});

describe('deliveries', () => {
  it('are listed with how the last attempt went, narrowed by each filter', async () => {
    const partner = await partnerOf('deliveries');
    const endpoint = await endpointOf(partner);
    const old = new Date('2026-02-01T04:00:00Z');
    const a = await publishedEventOf(partner, { type: 'funds.allocated' });
    const b = await publishedEventOf(partner, { type: 'coupon.issued' });
    const first = await deliveryOf(endpoint, a, { state: 'failed', attempts: 2, createdAt: old });
    const second = await deliveryOf(endpoint, b);
    await attemptOf(first, { outcome: 'refused', status: 500, createdAt: old });
    await attemptOf(first, { outcome: 'timed_out', status: null });
    const list = (filter: DeliveryFilter, who = partner) =>
      walk((page) => listDeliveries(scopeOf(who), endpoint.id, filter, page), 'webhookDelivery', 1);
    expect(await list({})).toEqual([second.id, first.id]);
    expect(await list({ state: 'failed' })).toEqual([first.id]);
    expect(await list({ type: 'coupon.issued' })).toEqual([second.id]);
    expect(await list({ eventId: a.id })).toEqual([first.id]);
    expect(await list({ from: '2026-02-01', to: '2026-02-01' })).toEqual([first.id]);
    expect(await list({ to: '2026-01-31' })).toEqual([]);
    expect(await list({}, world.s2)).toEqual([]);
    const { rows } = await listDeliveries(scopeOf(partner), endpoint.id, {}, firstOf('webhookDelivery'));
    expect(rows).toMatchObject([{ outcome: null }, { outcome: 'timed_out', status: null, attempts: 2 }]);
  });

  it('are found with the body as it is sent, and by their own organization alone', async () => {
    const endpoint = await endpointOf(world.s1);
    const event = await publishedEventOf(world.s1, { type: 'funds.allocated', data: { amount: '-1.00' } });
    const { id } = await deliveryOf(endpoint, event);
    const found = await findDelivery(scopeOf(world.s1), id);
    expect(found).toMatchObject({ body: event.body, endpointId: endpoint.id, eventId: event.id });
    for (const who of [world.s2, world.d1]) expect(await findDelivery(scopeOf(who), id)).toBeUndefined();
    expect(await findDelivery(scopeOf(world.s1), newId('webhookDelivery'))).toBeUndefined();
  });

  it('show each attempt with what was sent and answered', async () => {
    const delivery = await deliveryOf(
      await endpointOf(world.s1),
      await publishedEventOf(world.s1, { type: 'funds.allocated' }),
    );
    const seen = { requestHeaders: { 'webhook-id': 'pev_1' }, responseHeaders: { server: 'x' }, responseBody: 'no' };
    await attemptOf(delivery, { outcome: 'refused', status: 503, durationMs: 34, ...seen });
    const line = { id: delivery.id, type: delivery.type };
    expect(await listAttempts(scopeOf(world.s1), line)).toMatchObject([
      { outcome: 'refused', status: 503, durationMs: 34, ...seen },
    ]);
    expect(await listAttempts(scopeOf(world.s2), line)).toEqual([]);
  });

  it('[W5] do not tell an address inside from one where nothing answers', async () => {
    const endpoint = await endpointOf(world.s1);
    const attempts = [];
    for (const [outcome, durationMs] of [
      ['not_allowed', 0],
      ['unreachable', 87],
    ] as const) {
      const event = await publishedEventOf(world.s1, { type: 'funds.allocated' });
      const delivery = await deliveryOf(endpoint, event);
      await attemptOf(delivery, { outcome, status: null, durationMs, responseHeaders: null });
      const [attempt] = await listAttempts(scopeOf(world.s1), delivery);
      const found = await findDelivery(scopeOf(world.s1), delivery.id);
      attempts.push({ ...attempt, id: '', createdAt: '', listed: found?.outcome });
    }
    expect(attempts[0]).toEqual(attempts[1]);
    expect(attempts[0]).toMatchObject({ outcome: 'unreachable', listed: 'unreachable', durationMs: null });
  });
});

describe('a test', () => {
  it('is an event of its own for one endpoint, once for one key', async () => {
    const partner = await partnerOf('test');
    const [endpoint] = [await endpointOf(partner, { types: ['coupon.issued'] }), await endpointOf(partner)];
    const key = freshKey();
    const [first, second] = [await send(partner, endpoint, key), await send(partner, endpoint, key)];
    expect([first, second]).toMatchObject([{ replayed: false }, { replayed: true }]);
    const deliveries = await listDeliveries(scopeOf(partner), endpoint.id, {}, firstOf('webhookDelivery'));
    expect(deliveries.rows).toMatchObject([{ type: 'webhook.test', state: 'waiting', attempts: 0 }]);
    const found = first.ok ? await findDelivery(scopeOf(partner), first.id) : undefined;
    expect(JSON.parse(found?.body ?? '')).toEqual({
      type: 'webhook.test',
      timestamp: found?.happenedAt.toISOString(),
      data: { endpoint_id: expect.stringMatching(/^[0-9a-f]{32}$/) },
    });
  });

  it('[W5] shows the class of the status and how long it took, and nothing else', async () => {
    const partner = await partnerOf('class');
    const delivery = await deliveryOf(await endpointOf(partner), await publishedEventOf(partner), { state: 'failed' });
    const seen = { requestHeaders: { a: 'b' }, responseHeaders: { server: 'inner' }, responseBody: 'inner' };
    await attemptOf(delivery, { outcome: 'refused', status: 418, durationMs: 5, ...seen });
    const [attempt] = await listAttempts(scopeOf(partner), delivery);
    expect(attempt).toMatchObject({ status: 400, durationMs: 5, requestHeaders: null, responseHeaders: null });
    expect(attempt?.responseBody).toBeNull();
    expect(await findDelivery(scopeOf(partner), delivery.id)).toMatchObject({ status: 400 });
  });

  it('[W5] is sent five times a minute by an organization, also when twelve are asked for at once', async () => {
    const partner = await partnerOf('rate');
    const [one, two] = [await endpointOf(partner), await endpointOf(partner)];
    const outcomes = await Promise.all(
      Array.from({ length: 12 }, (_, n) => decided(() => send(partner, n % 2 ? one : two))),
    );
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(testsAMinute);
    await expectRefused(() => send(partner, one), 'too_many_tests');
    expect(await send(world.s2, await endpointOf(world.s2))).toMatchObject({ ok: true });
    await test.owner.query(
      `update published_events set created_at = created_at - interval '61 seconds' where type = 'webhook.test'`,
    );
    expect(await send(partner, one)).toMatchObject({ ok: true });
  });

  it('is refused for disabled endpoints and for those of others', async () => {
    const partner = await partnerOf('refused');
    const [endpoint, disabled] = [await endpointOf(partner), await endpointOf(partner, { state: 'disabled' })];
    await expectRefused(() => send(partner, disabled), 'webhook_endpoint_disabled');
    await expectRefused(() => send(world.s1, endpoint), 'webhook_endpoint_not_found', { audit_entries: 1 });
  });
});

/** The ids of a whole list, read in pages of that size. */
async function walk<K extends 'webhookEndpoint' | 'webhookDelivery', Row extends { readonly id: string }>(
  read: (page: PageRequest<K>) => Promise<Page<Row>>,
  id: K,
  limit: number,
): Promise<string[]> {
  const found: string[] = [];
  let after: string | undefined;
  do {
    const page = await read(pageRequest({ after }, { key: 'instant', id }, limit));
    found.push(...page.rows.map((row) => row.id));
    after = page.after;
  } while (after);
  return found;
}
