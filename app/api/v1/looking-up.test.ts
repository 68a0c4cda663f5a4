import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GET as lookUp } from '@/app/api/v1/operations/[requestKey]/route';
import { POST as allocate } from '@/app/v2/accounts/partner-accounts/adjust-amount/route';
import { POST as freeze } from '@/app/v2/partners/sub-customers/freeze/route';
import { database } from '@/db/client';
import { markAllNoticesRead } from '@/domain/notices/mark-all-read';
import { wireIdOf } from '@/lib/id';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { makeKey, send, signed, type TestKey } from '@/tests/partner-client';
import { askV1 } from '@/tests/v1-client';
import { actorOf, fund, seedWorld, type World } from '@/tests/world';

let opened: TestDatabase;
let world: World;
let keys: { own: TestKey; other: TestKey };
beforeAll(async () => {
  opened = await freshDatabase();
  process.env['DATABASE_URL'] = opened.appUrl; // lib/env.ts asks for it; nothing connects by it
  world = await seedWorld();
  await fund(world, world.s1, '1000.00');
  keys = { own: await makeKey(world.s1), other: await makeKey(world.s2) };
});
afterAll(() => opened.close());

const ask = (requestKey: string, key = keys.own) =>
  askV1(lookUp, key, { target: `/api/v1/operations/${encodeURIComponent(requestKey)}` }, { requestKey });
const customer = () => wireIdOf(world.customers['S1']?.one.id ?? world.s1.id);
const pay = (requestKey: string | undefined, amount: string) =>
  signed(keys.own, {
    target: '/v2/accounts/partner-accounts/adjust-amount',
    body: { customer_id: customer(), amount },
    headers: requestKey ? { 'idempotency-key': requestKey } : {},
  });

test('what was done under a key: the operation, its number, and when', async () => {
  const paid = await send(allocate, pay('looked-up-0001', '12.34'));
  const answer = await ask('looked-up-0001');
  expect(answer).toMatchObject({
    status: 200,
    body: {
      request_key: 'looked-up-0001',
      effects: [
        {
          operation: 'UpdateCustomerAccountAmount',
          command: 'funds.allocate',
          transaction_number: paid.body['transfer_id'],
          item_id: null,
          result_id: expect.stringMatching(/^[0-9a-f]{32}$/),
          done_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
        },
      ],
    },
  });
});

test('a request without a key of its own is found by its signature', async () => {
  const request = pay(undefined, '0.01');
  const signature = /Signature=(\w+)/.exec(request.headers.get('authorization') ?? '')?.[1];
  const paid = await send(allocate, request);
  const answer = await ask(`sig:${keys.own.accessKey}:${signature}`);
  expect(answer.body['effects']).toMatchObject([{ transaction_number: paid.body['transfer_id'] }]);
});

test('a call that acts on several customers, one by one, under the key it carried', async () => {
  const four = world.customers['S1'];
  const ids = [four?.two.id, four?.referral.id].flatMap((id) => (id ? [wireIdOf(id)] : []));
  const body = { customer_ids: [...ids, wireIdOf(world.s2.id)], reason: 'Test' };
  const target = '/v2/partners/sub-customers/freeze';
  await send(freeze, signed(keys.own, { target, body, headers: { 'idempotency-key': 'looked-up-list' } }));
  const effects = (await ask('looked-up-list')).body['effects'] as { operation: string; item_id: string }[];
  expect(effects.map(({ item_id }) => item_id).toSorted()).toEqual(ids.toSorted());
  expect(new Set(effects.map(({ operation }) => operation))).toEqual(new Set(['FreezeSubCustomers']));
});

test('what a person did in the console has no operation, but its command', async () => {
  expect((await markAllNoticesRead(actorOf(world.s1), 'a-page-made-this', {})).ok).toBe(true);
  expect((await ask('a-page-made-this')).body['effects']).toMatchObject([
    { operation: null, command: 'notices.mark_all_read', transaction_number: null },
  ]);
});

describe('nothing is found', () => {
  test('of a request that was declined, and then of the one that came about', async () => {
    expect((await send(allocate, pay('declined-at-first', '999999.00'))).status).toBe(400);
    expect((await ask('declined-at-first')).status).toBe(404);
    expect((await send(allocate, pay('declined-at-first', '1.00'))).status).toBe(200);
    expect((await ask('declined-at-first')).status).toBe(200);
  });

  test('[T2] of another organization’s, which answers like a key nobody used', async () => {
    const foreign = await ask('looked-up-0001', keys.other);
    const unknown = await ask('never-used-key', keys.other);
    const withoutId = (text: string) => text.replace(/"request_id":"[^"]*"/, '');
    expect([foreign.status, withoutId(foreign.text)]).toEqual([404, withoutId(unknown.text)]);
  });

  test.each(['short', 'a'.repeat(161), 'has a blank', 'ünïcode-key', '%', "' or 1=1 --"])(
    '%j is no key',
    async (key) => {
      expect(await ask(key)).toMatchObject({ status: 400, problem: 'invalid-input' });
    },
  );

  test('of wildcards', async () => expect((await ask('looked-up-%')).status).toBe(404));
});

test('by an index, however many receipts there are', async () => {
  const { rows } = await database().execute<{ 'QUERY PLAN': string }>(
    `explain select 1 from command_receipts where organization_id = gen_random_uuid() and command = any('{a,b}') and request_key = 'x'`,
  );
  expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toMatch(/command_receipts_pkey/);
});
