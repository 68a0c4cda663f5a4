import { eq, sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { POST as allocate } from '@/app/v2/accounts/partner-accounts/adjust-amount/route';
import { GET as balances } from '@/app/v2/accounts/partner-accounts/balances/route';
import { GET as cities } from '@/app/v2/systems/configs/cities/route';
import { GET as provinces } from '@/app/v2/systems/configs/provinces/route';
import { database, inTransaction, schema } from '@/db/client';
import { verifyLedger } from '@/domain/ledger/oracles';
import { openAccount } from '@/domain/ledger/post';
import { idFromUuid, wireIdOf } from '@/lib/id';
import vectors from '@/lib/sdk-hmac.vectors.json' with { type: 'json' };
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { makeKey, type PartnerRequest, send, signed, type TestKey } from '@/tests/partner-client';
import {
  balanceOf,
  fund,
  makeCustomer,
  makeOrganization,
  seedWorld,
  type World,
  type WorldCustomer,
  type WorldOrganization,
} from '@/tests/world';

let opened: TestDatabase;
let world: World;
let partner: WorldOrganization;
let customer: WorldCustomer;
let key: TestKey;
beforeAll(async () => {
  opened = await freshDatabase();
  world = await seedWorld();
  partner = await makeOrganization({ code: 'P', kind: 'solution_provider' });
  customer = await makeCustomer(partner, 'P-c', 'resale');
  await fund(world, partner, '10000.00');
  key = await makeKey(partner);
});
afterEach(async () => {
  vi.useRealTimers();
  expect(Object.entries(await verifyLedger(database())).filter(([, count]) => count !== 0)).toEqual([]);
});
afterAll(() => opened.close());

const path = '/v2/accounts/partner-accounts/adjust-amount';
const pay = (amount: unknown, to: WorldCustomer = customer): PartnerRequest => ({
  target: path,
  body: { customer_id: wireIdOf(to.id), amount },
});
const transfers = () => database().$count(schema.ledgerTransfers);
const neutral = {
  error_code: 'APIGW.0301',
  error_msg: 'Incorrect IAM authentication information: verify aksk signature fail',
};
/** The answer to any signature that is not accepted, in bytes, but for the request id. */
async function expectRefusedSignature(request: Request) {
  const before = await transfers();
  const id = crypto.randomUUID();
  request.headers.set('x-request-id', id);
  const answer = await send(allocate, request);
  expect(answer.status).toBe(401);
  expect(answer.text).toBe(JSON.stringify({ ...neutral, request_id: id }));
  expect(answer.headers.get('x-request-id')).toBe(id);
  expect(answer.headers.get('cache-control')).toBe('private, no-store');
  expect(await transfers()).toBe(before);
}
const changed = (request: Request, headers: Record<string, string | null>, url = request.url) => {
  const copy = new Request(url, request);
  for (const [name, value] of Object.entries(headers)) {
    if (value === null) copy.headers.delete(name);
    else copy.headers.set(name, value);
  }
  return copy;
};

describe('[X1] published vectors', () => {
  test('requests of the vendor’s SDK are let in at the moment they were signed for', async () => {
    const id = idFromUuid('organization', 'd0000000-0000-0000-0000-000000000001');
    await database()
      .insert(schema.organizations)
      .values({ id, rootId: id, kind: 'solution_provider', name: 'Vector', accountName: 'vector' });
    await inTransaction((tx) => openAccount(tx, id, 'funds', 'CNY'));
    await makeKey({ id, rootId: id }, { accessKey: 'AKEXAMPLE0000000TEST', secret: vectors[0]?.sk ?? '' });
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-22T03:04:05Z') });
    const requestOf = (name: string) => {
      const vector = vectors.find((one) => one.name === name);
      const [method = '', target = ''] = vector?.requestLine.split(' ') ?? [];
      const headers = Object.entries(vector?.headers ?? {}).filter((one): one is [string, string] => !!one[1]);
      const body = method === 'POST' ? { body: vector?.body ?? '' } : {};
      return new Request(`http://127.0.0.1:18080${target}`, { method, headers, ...body });
    };
    expect((await send(cities, requestOf('get-plain'))).body).toMatchObject({ count: 11 });
    expect((await send(balances, requestOf('get-no-domain'))).status).toBe(200);
    // Let in: the customer is not this partner's, which only a verified caller is told.
    expect((await send(allocate, requestOf('post-json'))).body).toMatchObject({ error_code: 'CBC.99000035' });
    // Paths are not part of the door's choice, so any operation shows whether the query is read as it was signed.
    expect((await send(provinces, requestOf('get-odd-query'))).status).toBe(200);
  });
});

describe('[X2] one thing changed', () => {
  const good = () => signed(key, pay('1.00'));
  const rewritten = (from: string | RegExp, to: string) => {
    const request = good();
    return changed(request, { authorization: (request.headers.get('authorization') ?? '').replace(from, to) });
  };

  test.each<[string, () => Request | Promise<Request>]>([
    ['path', () => changed(good(), {}, `http://partner.test:4505${path}x`)],
    ['query', () => changed(good(), {}, `http://partner.test:4505${path}?a=1`)],
    ['host', () => changed(good(), { host: 'other.test:4505' })],
    ['port', () => changed(good(), { host: 'partner.test' })],
    ['date', () => changed(good(), { 'x-sdk-date': '20200101T000000Z' })],
    ['content type', () => changed(good(), { 'content-type': 'application/json; charset=utf-8' })],
    ['a header twice', () => changed(good(), { 'x-sdk-date': '20261122T030405Z, 20261122T030405Z' })],
    ['a domain id added', () => changed(good(), { 'x-domain-id': wireIdOf(partner.id) })],
    ['a request key added', () => changed(good(), { 'idempotency-key': 'added-on-the-way' })],
    ['no date', () => changed(good(), { 'x-sdk-date': null })],
    ['no authorization', () => changed(good(), { authorization: null })],
    ['authorization of another algorithm', () => rewritten('SHA256', 'SM3')],
    ['signature', () => rewritten(/.$/, 'x')],
    ['another signature', () => rewritten(/Signature=.*/, `Signature=${'0'.repeat(64)}`)],
    ['unknown access key', () => rewritten(key.accessKey, 'TESTKEYUNKNOWN000000')],
    ['body byte', async () => withBody(good(), (await good().text()).replace('1.00', '9.00'))],
    ['body space', async () => withBody(good(), `${await good().text()} `)],
    ['body emptied', () => withBody(good(), '')],
    ['wrong secret', () => signed({ ...key, secret: `${key.secret}x` }, pay('1.00'))],
  ])('%s: refused with the same bytes', async (_name, request) => {
    await expectRefusedSignature(await request());
  });

  test('the same request unchanged is let in', async () => {
    expect((await send(allocate, good())).status).toBe(200);
  });

  const withBody = (request: Request, body: string) =>
    new Request(request.url, { method: 'POST', headers: request.headers, body });
});

test.each([
  [-900, 200],
  [-901, 401],
  [900, 200],
  [901, 401],
])('[X3] signed %i s from now → %i', async (seconds, status) => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date() });
  const request = signed(key, { ...pay('1.00'), at: new Date(Date.now() + seconds * 1000) });
  if (status === 401) return expectRefusedSignature(request);
  expect((await send(allocate, request)).status).toBe(status);
});

test.each(['19700101T000000Z', '21000101T000000Z', '2026-11-22T03:04:05Z', '20261131T000000Z', ''])(
  '[X3] a date of %j is refused',
  (date) => expectRefusedSignature(changed(signed(key, pay('1.00')), { 'x-sdk-date': date })),
);

test('[X4] the same signed money request acts once, and is answered alike for as long as it is valid', async () => {
  const started = new Date();
  const request = signed(key, { ...pay('2.50'), at: started });
  const before = { transfers: await transfers(), balance: await balanceOf(customer) };
  const answers = await Promise.all(Array.from({ length: 50 }, () => send(allocate, request.clone())));
  expect(new Set(answers.map((answer) => `${answer.status} ${answer.text}`)).size).toBe(1);
  expect(answers[0]?.text).toMatch(/^\{"transfer_id":"AD[0-9A-Z]{26}"\}$/);
  expect(answers.filter((answer) => answer.headers.get('x-replayed') === null)).toHaveLength(1);
  expect(answers.filter((answer) => answer.headers.get('x-replayed') === 'true')).toHaveLength(49);
  for (const [minutes, status] of [
    [1, 200],
    [14, 200],
    [16, 401],
  ] as const) {
    vi.useFakeTimers({ toFake: ['Date'], now: started.getTime() + minutes * 60_000 });
    const again = await send(allocate, request.clone());
    expect(again.status).toBe(status);
    if (status === 200) expect([again.text, again.headers.get('x-replayed')]).toEqual([answers[0]?.text, 'true']);
  }
  expect(await transfers()).toBe(before.transfers + 1);
  expect(await balanceOf(customer)).toBe(before.balance + 250n);
});

describe('[X5] Idempotency-Key', () => {
  const at = new Date();
  const withKey = (requestKey: string, amount = '3.00') =>
    signed(key, { ...pay(amount), at, headers: { 'idempotency-key': requestKey } });

  test('two keys are two payments, although signed in one second; one key is one', async () => {
    const before = await transfers();
    const [first, second, again] = [
      await send(allocate, withKey('payment-0001')),
      await send(allocate, withKey('payment-0002')),
      await send(allocate, withKey('payment-0001')),
    ];
    expect([first.status, second.status, again.status]).toEqual([200, 200, 200]);
    expect(second.text).not.toBe(first.text);
    expect([again.text, again.headers.get('x-replayed')]).toEqual([first.text, 'true']);
    expect(await transfers()).toBe(before + 2);
  });

  test('[M5] one key for two contents is refused; the same content written otherwise is the same request', async () => {
    const first = await send(allocate, withKey('payment-0003'));
    const other = await send(allocate, withKey('payment-0003', '3.01'));
    expect([other.status, other.body['error_code']]).toEqual([400, 'CBC.0100']);
    const body = `{ "amount": 3.0, "customer_id": "${wireIdOf(customer.id)}", "unknown": {} }`;
    const reordered = signed(key, { target: path, body, headers: { 'idempotency-key': 'payment-0003' } });
    expect((await send(allocate, reordered)).text).toBe(first.text);
  });

  test('[M7] a declined request leaves its key free', async () => {
    const poor = await makeOrganization({ code: 'M7', kind: 'solution_provider' });
    const poorKey = await makeKey(poor);
    const payee = await makeCustomer(poor, 'M7-c', 'resale');
    const request = () => signed(poorKey, { ...pay('5.00', payee), headers: { 'idempotency-key': 'payment-m7-1' } });
    expect((await send(allocate, request())).body).toMatchObject({ error_code: 'CBC.99005003' });
    await fund(world, poor, '5.00');
    expect((await send(allocate, request())).status).toBe(200);
    expect(await balanceOf(payee)).toBe(500n);
  });

  test.each(['', 'short', 'a'.repeat(161), 'a'.repeat(256), 'with a blank', 'one-value, two-values', 'schlüssel'])(
    'a key of a bad form is refused: %j',
    async (requestKey) => {
      const before = await transfers();
      const answer = await send(allocate, withKey(requestKey));
      expect([answer.status, answer.body['error_code']]).toEqual([400, 'CBC.0100']);
      expect(await transfers()).toBe(before);
    },
  );

  test('an unsigned key is refused', () =>
    expectRefusedSignature(signed(key, { ...pay('1.00'), unsigned: { 'idempotency-key': 'payment-0009' } })));
});

describe('[X8] keys', () => {
  test('of two active keys one is disabled: it is refused at once, the other works', async () => {
    const old = await makeKey(partner);
    expect((await send(allocate, signed(old, pay('1.00')))).status).toBe(200);
    await database()
      .update(schema.apiKeys)
      .set({ state: 'disabled', disabledAt: sql`clock_timestamp()` })
      .where(eq(schema.apiKeys.id, old.id));
    await expectRefusedSignature(signed(old, pay('1.00')));
    expect((await send(allocate, signed(key, pay('1.00')))).status).toBe(200);
  });

  test('X-Domain-Id names the key’s own organization or the signature is refused', async () => {
    const own = signed(key, { ...pay('1.00'), headers: { 'x-domain-id': wireIdOf(partner.id) } });
    expect((await send(allocate, own)).status).toBe(200);
    const other = wireIdOf(world.s2.id);
    await expectRefusedSignature(signed(key, { ...pay('1.00'), headers: { 'x-domain-id': other } }));
  });

  test('a read-only key reads and does not write', async () => {
    const readOnly = await makeKey(partner, { rights: 'read_only' });
    expect((await send(balances, signed(readOnly, { target: '/v2/b' }))).status).toBe(200);
    const before = await transfers();
    const answer = await send(allocate, signed(readOnly, pay('1.00')));
    expect([answer.status, answer.body]).toEqual([403, { error_code: 'CBC.0151', error_msg: 'Access denied' }]);
    expect(await transfers()).toBe(before);
  });

  test('[T13] keys of a frozen organization are refused from one request to the next', async () => {
    const cold = await makeOrganization({ code: 'cold', kind: 'solution_provider' });
    const coldKey = await makeKey(cold);
    expect((await send(balances, signed(coldKey, { target: '/v2/b' }))).status).toBe(200);
    await database()
      .update(schema.organizations)
      .set({ state: 'frozen', frozenAt: sql`clock_timestamp()`, frozenReason: 'test' })
      .where(eq(schema.organizations.id, cold.id));
    const answer = await send(balances, signed(coldKey, { target: '/v2/b' }));
    expect([answer.status, answer.body['error_code']]).toEqual([403, 'CBC.0151']);
  });

  test('its last use is kept', async () => {
    const [row] = await database().select().from(schema.apiKeys).where(eq(schema.apiKeys.id, key.id));
    expect(row?.lastUsedAt).toBeInstanceOf(Date);
  });
});
