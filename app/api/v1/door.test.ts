import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GET as nothingHere } from '@/app/api/v1/[...path]/route';
import { POST as dryRun } from '@/app/api/v1/adjustments/dry-run/route';
import { DELETE, GET as events, HEAD, OPTIONS, PATCH, POST, PUT } from '@/app/api/v1/events/route';
import { GET as lookUp } from '@/app/api/v1/operations/[requestKey]/route';
import { GET as problemType } from '@/app/api/v1/problems/[type]/route';
import { connectDatabase, database, schema, useDatabase } from '@/db/client';
import { wireIdOf } from '@/lib/id';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { makeKey, signed, type TestKey } from '@/tests/partner-client';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { askV1, readV1 } from '@/tests/v1-client';
import { makeOrganization, seedWorld, type World } from '@/tests/world';

let opened: TestDatabase;
let world: World;
let key: TestKey;
beforeAll(async () => {
  opened = await freshDatabase();
  process.env['DATABASE_URL'] = opened.appUrl; // lib/env.ts asks for it; nothing connects by it
  world = await seedWorld();
  key = await makeKey(world.s1);
});
afterAll(() => opened.close());

const target = '/api/v1/events';
// As Next has it for a path without members.
const path = Promise.resolve(undefined);
const dryRunBody = () => ({
  operation: 'UpdateCustomerAccountAmount',
  customer_id: wireIdOf(world.customers['S1']?.one.id ?? world.s1.id),
  amount: '1.00',
});

describe('[X12] what is declined is a problem', () => {
  test('with a type that can be opened, a title, the status and the request id', async () => {
    const request = signed(key, { target: '/api/v1/nothing', unsigned: { 'x-request-id': 'request-0001' } });
    const response = await nothingHere(request, { params: path });
    expect(await readV1(response)).toMatchObject({
      status: 404,
      body: {
        type: 'http://127.0.0.1:4390/api/v1/problems/no-such-path',
        title: 'There is nothing at this path.',
        status: 404,
        request_id: 'request-0001',
      },
    });
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(response.headers.get('cache-control')).toBe('private, no-store');
    expect(response.headers.get('x-request-id')).toBe('request-0001');
  });

  test('[X13] also where the path lacks the method', async () => {
    for (const handler of [HEAD, POST, PUT, PATCH, DELETE, OPTIONS]) {
      const answer = await readV1(await handler(signed(key, { target }), { params: path }));
      expect([answer.problem, answer.status, answer.headers.get('allow')]).toEqual(['no-such-method', 405, 'GET']);
    }
  });

  test('[X7] whatever is wrong with a signature, in the same bytes', async () => {
    const disabled = await makeKey(world.s1, { disabled: true });
    const wrong = [
      signed({ ...key, secret: 'another' }, { target }),
      signed({ accessKey: 'NOBODYHASTHISKEY0001', secret: 'x' }, { target }),
      signed(disabled, { target }),
      signed(key, { target, headers: { 'x-domain-id': wireIdOf(world.s2.id) } }),
      signed(key, { target, at: new Date(Date.now() - 16 * 60_000) }),
      signed(key, { target, unsigned: { 'idempotency-key': 'added-on-the-way' } }),
      new Request(`http://partner.test:4505${target}`),
    ];
    const answers = await Promise.all(
      wrong.map(async (request) => {
        request.headers.set('x-request-id', 'same');
        return readV1(await events(request, { params: path }));
      }),
    );
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers.map(({ problem, status }) => [problem, status])).toEqual(wrong.map(() => ['unauthorized', 401]));
    expect(answers[0]?.headers.get('www-authenticate')).toBe('SDK-HMAC-SHA256');
  });

  test('[X9] a body over 1 MB, another type of content, half a body', async () => {
    const ask = async (body: string, type = 'application/json') => {
      const request = { target: '/api/v1/adjustments/dry-run', body, headers: { 'content-type': type } };
      const { problem, status } = await askV1(dryRun, key, request);
      return [problem, status];
    };
    expect(await ask(`{"a":"${'a'.repeat(1_048_576)}"}`)).toEqual(['body-too-large', 413]);
    expect(await ask('{}', 'text/plain')).toEqual(['body-not-json', 400]);
    expect(await ask('{"operation":')).toEqual(['body-not-json', 400]);
    expect(await ask('[]')).toEqual(['body-not-json', 400]);
  });

  test('[X11] more calls in a second than the key has, counted by operation', async () => {
    const slow = await makeKey(world.s1, { rate: 1 });
    const answers = await Promise.all(Array.from({ length: 8 }, () => askV1(events, slow, { target })));
    const limited = answers.filter(({ problem }) => problem === 'too-many-calls');
    expect(limited.length).toBeGreaterThan(0);
    expect(limited[0]?.headers.get('retry-after')).toBe('1');
    expect((await askV1(events, await makeKey(world.s2), { target })).status).toBe(200);
  });

  test('[W13] [X8] a frozen organization', async () => {
    const frozen = await makeOrganization({ code: 'V1F', kind: 'solution_provider' });
    const theirs = await makeKey(frozen);
    await database()
      .update(schema.organizations)
      .set({ state: 'frozen', frozenAt: sql`clock_timestamp()`, frozenReason: 'x' })
      .where(eq(schema.organizations.id, frozen.id));
    const answer = await askV1(events, theirs, { target });
    expect([answer.problem, answer.status]).toEqual(['organization-frozen', 403]);
  });

  test('a database that is not there, with when to come back', async () => {
    const broken = connectDatabase('postgres://nobody@127.0.0.1:1/nothing');
    const whole = connectDatabase(opened.appUrl);
    useDatabase(broken);
    try {
      const answer = await askV1(events, key, { target });
      expect([answer.problem, answer.status, answer.headers.get('retry-after')]).toEqual(['unavailable', 503, '1']);
      expect(answer.text).not.toMatch(/ECONNREFUSED|postgres|127\.0\.0\.1:1\b/);
    } finally {
      useDatabase(whole);
      await broken.close();
    }
  });
});

describe('[X8] what a key may', () => {
  test('a key narrowed to other permissions is denied, and that is kept', async () => {
    const narrow = await makeKey(world.s1, { permissions: ['funds.read'] });
    const before = await rowCounts();
    const answer = await askV1(events, narrow, { target });
    expect([answer.problem, answer.status]).toEqual(['not-permitted', 403]);
    expect(grownBy(before, await rowCounts())).toMatchObject({ audit_entries: 1 });
    const narrowed = await makeKey(world.s1, { permissions: ['events.read'] });
    expect((await askV1(events, narrowed, { target })).status).toBe(200);
  });

  test('a customer hears of no events, but looks its own requests up', async () => {
    const customer = await makeKey(world.customers['S1']?.one ?? world.s1);
    expect((await askV1(events, customer, { target })).problem).toBe('not-permitted');
    const path = '/api/v1/operations/some-request-key';
    const answer = await askV1(lookUp, customer, { target: path }, { requestKey: 'some-request-key' });
    expect(answer.problem).toBe('request-not-found');
  });

  test('keys that only read, and sandbox keys, look at what is real', async () => {
    const { admin: createdBy } = world.s1.users;
    const keys = [
      await makeKey(world.s1, { rights: 'read_only' }),
      await makeKey(world.s1, { rights: 'sandbox', createdBy }),
    ];
    for (const each of keys) {
      expect((await askV1(events, each, { target })).status).toBe(200);
      const request = { target: '/api/v1/adjustments/dry-run', body: dryRunBody() };
      expect(await askV1(dryRun, each, request)).toMatchObject({
        status: 200,
        body: { outcome: 'would_be_refused', refusal: { error_code: 'CBC.99005003' } },
      });
    }
  });
});

describe('the address of a problem', () => {
  const open = async (type: string) =>
    readV1(await problemType(new Request('http://x.example/'), { params: Promise.resolve({ type }) }));

  test('says what it means, for the door’s own and for refusals', async () => {
    expect(await open('request-reused')).toMatchObject({ status: 200, body: { status: 422 } });
    expect(await open('insufficient-balance')).toMatchObject({ status: 200, body: { status: 409 } });
    expect(await open('webhook-endpoint-not-found')).toMatchObject({ status: 200, body: { status: 404 } });
  });

  test.each(['nonsense', 'insufficient_balance', '__proto__', 'constructor', ''])('%j is none', async (type) => {
    expect(await open(type)).toMatchObject({ status: 404, problem: 'no-such-path' });
  });
});
