import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GET as nothingHere } from '@/app/v2/[...path]/route';
import {
  POST as allocate,
  DELETE,
  HEAD,
  OPTIONS,
  PATCH,
  PUT,
  GET as wrongMethod,
} from '@/app/v2/accounts/partner-accounts/adjust-amount/route';
import { GET as balances } from '@/app/v2/accounts/partner-accounts/balances/route';
import { POST as customers } from '@/app/v2/partners/sub-customers/query/route';
import { GET as provinces } from '@/app/v2/systems/configs/provinces/route';
import { connectDatabase, database, schema, useDatabase } from '@/db/client';
import { wireIdOf } from '@/lib/id';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { makeKey, send, signed, type TestKey } from '@/tests/partner-client';
import { balanceOf, fund, makeCustomer, makeOrganization, seedWorld, type World } from '@/tests/world';

let opened: TestDatabase;
let world: World;
let key: TestKey;
beforeAll(async () => {
  opened = await freshDatabase();
  world = await seedWorld();
  await fund(world, world.s1, '1000.00');
  key = await makeKey(world.s1);
});
afterAll(() => opened.close());

const path = '/v2/accounts/partner-accounts/adjust-amount';
const payee = () => wireIdOf(world.customers['S1']?.one.id ?? world.s1.id);
const counts = async () => [
  await database().$count(schema.ledgerTransfers),
  await database().$count(schema.commandReceipts),
  await database().$count(schema.auditEntries),
];

test('[M1] exactly 3 of 64 parallel allocations of 30.00 pass from 100.00', async () => {
  const payer = await makeOrganization({ code: 'M1', kind: 'solution_provider' });
  const customer = await makeCustomer(payer, 'M1-c', 'resale');
  await fund(world, payer, '100.00');
  const payerKey = await makeKey(payer);
  const body = { customer_id: wireIdOf(customer.id), amount: 30 };
  const answers = await Promise.all(
    Array.from({ length: 64 }, (_, index) =>
      send(allocate, signed(payerKey, { target: path, body, headers: { 'idempotency-key': `m1-payment-${index}` } })),
    ),
  );
  expect(answers.filter((answer) => answer.status === 200)).toHaveLength(3);
  const declined = answers.filter((answer) => answer.body['error_code'] === 'CBC.99005003');
  expect([declined.length, new Set(declined.map((answer) => answer.text)).size]).toEqual([61, 1]);
  expect([await balanceOf(payer), await balanceOf(customer)]).toEqual([1000n, 9000n]);
});

describe('what is in a body', () => {
  test.each<[string, string]>([
    ['a missing amount', '{"customer_id":"ID"}'],
    ['a missing customer', '{"amount":"1.00"}'],
    ['an amount of three decimals', '{"customer_id":"ID","amount":1.005}'],
    ['zero', '{"customer_id":"ID","amount":0}'],
    ['a list for an amount', '{"customer_id":"ID","amount":["1"]}'],
    ['an object for a customer', '{"customer_id":{"id":"ID"},"amount":"1"}'],
    ['a number for a customer', '{"customer_id":7,"amount":"1"}'],
    ['a list for a reseller', '{"customer_id":"ID","amount":"1","indirect_partner_id":["ID"]}'],
    ['true for a reseller', '{"customer_id":"ID","amount":"1","indirect_partner_id":true}'],
    ['the prototype', '{"__proto__":{"customer_id":"ID","amount":"1"}}'],
    ['a list', '[]'],
    ['null', 'null'],
    ['text', '"x"'],
    ['half a body', '{"customer_id":'],
    ['a byte order mark', '\uFEFF{"customer_id":"ID","amount":"1"}'],
    ['50,000 lists in each other', `{"customer_id":${'['.repeat(50_000)}${']'.repeat(50_000)},"amount":"1"}`],
    ['no body', ''],
  ])('[I9] %s: CBC.0100 and no effect', async (_name, template) => {
    const before = await counts();
    const answer = await send(allocate, signed(key, { target: path, body: template.replaceAll('ID', payee()) }));
    expect([answer.status, answer.body['error_code']]).toEqual([400, 'CBC.0100']);
    expect(Object.keys(answer.body)).toEqual(['error_code', 'error_msg']);
    expect(await counts()).toEqual(before);
    expect('customer_id' in {}).toBe(false);
  });

  test.each([
    'text/plain',
    'application/xml',
    'application/json; charset=utf-16',
    'multipart/form-data; boundary=x',
    '',
  ])('[I16] content type %j is refused', async (type) => {
    const body = { customer_id: payee(), amount: '1.00' };
    const answer = await send(allocate, signed(key, { target: path, body, headers: { 'content-type': type } }));
    expect([answer.status, answer.body['error_code']]).toEqual([400, 'CBC.0100']);
  });

  test('of a member that stands twice the last counts, in the money and in the audit', async () => {
    const before = await balanceOf(world.s1);
    const body = `{"customer_id":"${payee()}","amount":"1","amount":"2.00"}`;
    expect((await send(allocate, signed(key, { target: path, body }))).status).toBe(200);
    expect(await balanceOf(world.s1)).toBe(before - 200n);
    const details = (await database().select().from(schema.auditEntries)).map((row) => row.detail['amount']);
    expect(details.filter((amount) => amount === '2.00')).toHaveLength(1);
  });

  test('[T5] members nobody knows change nothing', async () => {
    const body = {
      ...{ customer_id: payee(), amount: '1.00' },
      ...{ orgId: 'x', organizationId: world.s2.id, role: 'admin', status: 'x', balance: 1, id: 'x', constructor: 'x' },
      ...{ memo: 'x', currency: 'USD', payer: wireIdOf(world.s2.id) },
    };
    const before = [await balanceOf(world.s1), await balanceOf(world.s2)];
    expect((await send(allocate, signed(key, { target: path, body }))).status).toBe(200);
    expect([await balanceOf(world.s1), await balanceOf(world.s2)]).toEqual([(before[0] ?? 0n) - 100n, before[1]]);
    const rows = await database().select().from(schema.fundAdjustments);
    expect(rows.every((row) => row.memo === null && row.currency === 'CNY')).toBe(true);
  });

  test('[X9] more than 1 MB is refused before anything is hashed', async () => {
    const plain = signed(key, { target: path, body: `{"customer_id":"${'a'.repeat(1_048_576)}"}` });
    const answer = await send(allocate, plain);
    expect([answer.status, answer.body['error_code']]).toEqual([413, 'APIGW.0201']);
    let pulled = 0;
    const endless = new ReadableStream({
      pull(controller) {
        pulled += 1;
        controller.enqueue(new Uint8Array(65_536));
      },
    });
    // Node wants `duplex` for a body that is a stream; the types do not know it.
    const init = { method: 'POST', headers: plain.headers, body: endless, duplex: 'half' } as RequestInit;
    expect((await send(allocate, new Request(plain.url, init))).status).toBe(413);
    expect(pulled).toBeLessThan(25);
  });
});

describe('[X11] the rate of a key', () => {
  test('the eleventh call of an operation in a second is refused; other operations and keys go on', async () => {
    const slow = await makeKey(world.s1, { rate: 10 });
    const call = () => send(balances, signed(slow, { target: '/v2/b' }));
    // Until eleven calls fall into one second of the database's clock.
    let answers: Awaited<ReturnType<typeof call>>[] = [];
    for (let round = 0; round < 5 && !answers.some((answer) => answer.status === 429); round += 1) {
      answers = await Promise.all(Array.from({ length: 11 }, call));
    }
    const refused = answers.filter((answer) => answer.status === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]?.body).toEqual({ error_code: 'CBC.0250', error_msg: 'Too many requests' });
    expect(refused[0]?.headers.get('retry-after')).toBe('1');
    expect((await send(provinces, signed(slow, { target: '/v2/p' }))).status).toBe(200);
    expect((await send(balances, signed(key, { target: '/v2/b' }))).status).toBe(200);
  });
});

describe('whose keys are served', () => {
  test('partner operations refuse keys of customers and of the operator; regions serve them', async () => {
    const acme = world.customers['S1']?.one ?? world.s1;
    for (const organization of [acme, world.operator]) {
      const other = await makeKey(organization);
      const before = await counts();
      const answer = await send(customers, signed(other, { target: '/v2/c', body: {} }));
      expect([answer.status, answer.body['error_code']]).toEqual([403, 'CBC.0155']);
      expect(await counts()).toEqual([before[0], before[1], (before[2] ?? 0) + 1]);
      expect((await send(provinces, signed(other, { target: '/v2/p' }))).status).toBe(200);
    }
  });

  test('a subsidised partner does not allocate', async () => {
    const subsidised = await makeKey(world.g1);
    const body = { customer_id: wireIdOf(world.customers['G1']?.one.id ?? world.g1.id), amount: '1.00' };
    const answer = await send(allocate, signed(subsidised, { target: path, body }));
    expect([answer.status, answer.body['error_code']]).toEqual([403, 'CBC.0151']);
  });
});

test('[X13] other methods answer 405, unknown paths 404, both as JSON with the request id', async () => {
  for (const [method, handler] of Object.entries({ GET: wrongMethod, PUT, PATCH, DELETE, OPTIONS, HEAD })) {
    const answer = await send(handler, signed(key, { method, target: path }));
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
    expect(answer.body).toMatchObject({ error_code: 'APIGW.0101', request_id: answer.headers.get('x-request-id') });
  }
  const unknown = await send(nothingHere, signed(key, { target: '/v2/nothing/here' }));
  expect([unknown.status, unknown.body['error_code']]).toEqual([404, 'APIGW.0101']);
  expect(unknown.headers.get('content-type')).toBe('application/json;charset=UTF-8');
});

test('a database that is away is 503 and tells nothing about the key', async () => {
  const away = connectDatabase('postgres://nobody@127.0.0.1:1/none');
  useDatabase(away);
  const answer = await send(balances, signed(key, { target: '/v2/b' }));
  useDatabase(opened.handle);
  await away.close();
  expect([answer.status, answer.body['error_code'], answer.headers.get('retry-after')]).toEqual([503, 'CBC.0999', '1']);
});
