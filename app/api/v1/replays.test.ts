import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { POST as replay } from '@/app/api/v1/webhook-endpoints/[id]/replays/route';
import { database, databasePool, schema } from '@/db/client';
import { newId, wireIdOf } from '@/lib/id';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { makeKey, type PartnerRequest, type TestKey } from '@/tests/partner-client';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { askV1 } from '@/tests/v1-client';
import { deliveryNow, deliveryOf, type EndpointRow, endpointOf, publishedEventOf } from '@/tests/webhooks';
import { seedWorld, type World } from '@/tests/world';

let opened: TestDatabase;
let world: World;
let key: TestKey;
let endpoint: EndpointRow;
beforeAll(async () => {
  opened = await freshDatabase({ max: 26 });
  process.env['DATABASE_URL'] = opened.appUrl; // lib/env.ts asks for it; nothing connects by it
  world = await seedWorld();
  key = await makeKey(world.s1);
  endpoint = await endpointOf(world.s1);
});
afterAll(() => opened.close());

let asked = 0;
const freshKey = () => {
  asked += 1;
  return `replay-request-${asked}`;
};
const range = { which: 'undelivered', from: '2026-01-01T00:00:00Z' };
const ask = (body: unknown = range, more: Partial<PartnerRequest> & { id?: string; by?: TestKey } = {}) => {
  const { id = endpoint.id, by = key, headers = { 'idempotency-key': freshKey() } } = more;
  return askV1(replay, by, { target: `/api/v1/webhook-endpoints/${id}/replays`, body, headers }, { id });
};
/** An event that was given up at the endpoint. */
const failed = async () =>
  deliveryOf(endpoint, await publishedEventOf(world.s1, { type: 'funds.allocated' }), { state: 'failed' });

test('what did not arrive is in the queue again, under its id', async () => {
  const delivery = await failed();
  const answer = await ask();
  expect(answer).toMatchObject({
    status: 200,
    body: { endpoint_id: endpoint.id, ...range, to: null, result: 'queued' },
  });
  expect(answer.headers.get('idempotency-replayed')).toBeNull();
  expect(await deliveryNow(delivery.id)).toMatchObject({ state: 'waiting', isReplay: true, eventId: delivery.eventId });
});

test('the endpoint may be named as events name it', async () => {
  const delivery = await failed();
  expect(await ask(range, { id: wireIdOf(endpoint.id) })).toMatchObject({
    status: 200,
    body: { endpoint_id: endpoint.id, result: 'queued' },
  });
  expect(await deliveryNow(delivery.id)).toMatchObject({ state: 'waiting', isReplay: true });
});

describe('Idempotency-Key', () => {
  test('must be there, in a good form: 400, and nothing is done', async () => {
    const before = await rowCounts();
    expect(await ask(range, { headers: {} })).toMatchObject({ status: 400, problem: 'idempotency-key-missing' });
    for (const bad of ['short', 'has a blank', 'a'.repeat(161), 'caf\u00e9-is-latin']) {
      const answer = await ask(range, { headers: { 'idempotency-key': bad } });
      expect(answer).toMatchObject({ status: 400, problem: 'idempotency-key-invalid' });
    }
    expect(grownBy(before, await rowCounts())).toEqual({});
  });

  test('[M4] again with the same content: the same answer, and once', async () => {
    const delivery = await failed();
    const headers = { 'idempotency-key': freshKey() };
    const answers = [await ask(range, { headers }), await ask(range, { headers })];
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers.map((answer) => answer.headers.get('idempotency-replayed'))).toEqual([null, 'true']);
    expect((await deliveryNow(delivery.id)).state).toBe('waiting');
  });

  test('[M5] with another content: 422', async () => {
    await failed();
    const headers = { 'idempotency-key': freshKey() };
    expect((await ask(range, { headers })).status).toBe(200);
    const other = await ask({ ...range, which: 'all' }, { headers });
    expect(other).toMatchObject({ status: 422, problem: 'request-reused' });
  });

  test('[M4] while the first is running: 409, and when to come back', async () => {
    await failed();
    const headers = { 'idempotency-key': freshKey() };
    const client = await databasePool().connect();
    try {
      await client.query('begin');
      await client.query(
        `insert into command_receipts (organization_id, command, request_key, fingerprint, result_id)
         select organization_id, 'webhooks.replay_deliveries', $1, '\\x00', gen_random_uuid() from webhook_endpoints limit 1`,
        [headers['idempotency-key']],
      );
      const answer = await ask(range, { headers });
      expect(answer).toMatchObject({ status: 409, problem: 'request-running' });
      expect(answer.headers.get('retry-after')).toBe('1');
    } finally {
      await client.query('rollback');
      client.release();
    }
  });

  test('fifty at once are one', async () => {
    await failed();
    const headers = { 'idempotency-key': freshKey() };
    const before = await database().$count(schema.auditEntries);
    const answers = await Promise.all(Array.from({ length: 50 }, () => ask(range, { headers })));
    const statuses = new Set(answers.map(({ status }) => status));
    expect([...statuses].every((status) => [200, 409, 503].includes(status))).toBe(true);
    const fresh = answers.filter((one) => one.status === 200 && one.headers.get('idempotency-replayed') === null);
    expect([fresh.length, (await database().$count(schema.auditEntries)) - before]).toEqual([1, 1]);
  });
});

describe('is declined', () => {
  test('[T2] for an endpoint of another, one that never was, and text of no form, alike', async () => {
    const foreign = await endpointOf(world.s2);
    await deliveryOf(foreign, await publishedEventOf(world.s2, { type: 'funds.allocated' }), { state: 'failed' });
    const answers = [
      await ask(range, { id: foreign.id }),
      await ask(range, { id: wireIdOf(foreign.id) }),
      await ask(range, { id: newId('webhookEndpoint') }),
      await ask(range, { id: 'x' }),
    ];
    const withoutId = answers.map(({ text }) => text.replace(/"request_id":"[^"]*"/, ''));
    expect(new Set(withoutId).size).toBe(1);
    expect(answers[0]).toMatchObject({ status: 404, problem: 'webhook-endpoint-not-found' });
  });

  test('where there is nothing to send, and where the endpoint is disabled', async () => {
    const quiet = await endpointOf(world.s1, { types: ['coupon.issued'] });
    expect(await ask(range, { id: quiet.id })).toMatchObject({ status: 409, problem: 'nothing-to-replay' });
    const off = await endpointOf(world.s1, { state: 'disabled' });
    expect(await ask(range, { id: off.id })).toMatchObject({ status: 409, problem: 'webhook-endpoint-disabled' });
  });

  test.each<[string, Record<string, unknown>]>([
    ['which', { ...range, which: 'some' }],
    ['which', { ...range, which: undefined }],
    ['from', { ...range, from: undefined }],
    ['from', { ...range, from: null }],
    ['from', { ...range, from: '2026-02-30T00:00:00Z' }],
    ['from', { ...range, from: '2026-01-01T00:00:00+08:00' }],
    ['from', { ...range, from: 1 }],
    ['to', { ...range, to: '2025-01-01T00:00:00Z' }],
    ['to', { ...range, to: {} }],
  ])('when %s is wrong', async (member, body) => {
    const answer = await ask(body);
    expect(answer).toMatchObject({ status: 400, problem: 'invalid-input' });
    expect(answer.body['errors']).toMatchObject([{ member }]);
  });

  test('[X8] by keys that only read; a sandbox key’s is checked and not carried out', async () => {
    const reads = await makeKey(world.s1, { rights: 'read_only' });
    expect(await ask(range, { by: reads })).toMatchObject({ status: 403, problem: 'not-permitted' });
    const sandbox = await makeKey(world.s1, { rights: 'sandbox', createdBy: world.s1.users.admin });
    const delivery = await failed();
    const answer = await ask(range, { by: sandbox });
    expect([answer.status, answer.text]).toEqual([200, '{"sandbox":true,"result":"not_carried_out"}']);
    expect((await deliveryNow(delivery.id)).state).toBe('failed');
    expect((await ask({}, { by: sandbox })).problem).toBe('invalid-input');
    expect((await ask(range, { by: sandbox, headers: {} })).problem).toBe('idempotency-key-missing');
  });
});
