import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { POST as dryRun } from '@/app/api/v1/adjustments/dry-run/route';
import { POST as allocate } from '@/app/v2/accounts/partner-accounts/adjust-amount/route';
import { POST as allocateReseller } from '@/app/v2/accounts/partner-accounts/indirect-partner-adjust/route';
import { POST as reclaimReseller } from '@/app/v2/accounts/partner-accounts/indirect-partner-reclaim/route';
import { POST as reclaim } from '@/app/v2/accounts/partner-accounts/reclaim/route';
import { wireIdOf } from '@/lib/id';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { makeKey, send, signed, type TestKey } from '@/tests/partner-client';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { askV1 } from '@/tests/v1-client';
import { balanceOf, fund, seedWorld, type World } from '@/tests/world';

let opened: TestDatabase;
let world: World;
let keys: Record<'distributor' | 'reseller' | 'subsidised' | 'provider', TestKey>;
beforeAll(async () => {
  opened = await freshDatabase();
  process.env['DATABASE_URL'] = opened.appUrl; // lib/env.ts asks for it; nothing connects by it
  world = await seedWorld();
  await fund(world, world.d1, '1000.00');
  await fund(world, world.s1, '50.00');
  keys = {
    distributor: await makeKey(world.d1),
    reseller: await makeKey(world.r1a),
    subsidised: await makeKey(world.g1),
    provider: await makeKey(world.s1),
  };
});
afterAll(() => opened.close());

const target = '/api/v1/adjustments/dry-run';
const ask = (body: unknown, key = keys.distributor) => askV1(dryRun, key, { target, body });
const wire = (code: string, which: 'one' | 'two' | 'referral' | 'frozen') =>
  wireIdOf(world.customers[code]?.[which].id ?? world.d1.id);
const operations = {
  UpdateCustomerAccountAmount: allocate,
  ReclaimToPartnerAccount: reclaim,
  UpdateIndirectPartnerAccount: allocateReseller,
  ReclaimIndirectPartnerAccount: reclaimReseller,
} as const;
type Operation = keyof typeof operations;

test('an allocation that would be carried out: both balances before and after, and nothing moved', async () => {
  const customer = world.customers['D1']?.one ?? world.d1;
  const before = [await rowCounts(), await balanceOf(world.d1), await balanceOf(customer)] as const;
  const body = { operation: 'UpdateCustomerAccountAmount', customer_id: wireIdOf(customer.id), amount: '12.34' };
  const answer = await ask(body);
  expect(answer).toMatchObject({
    status: 200,
    body: {
      outcome: 'would_be_carried_out',
      refusal: null,
      amount: '12.34',
      currency: 'CNY',
      balances: { payer: { before: '1000.00', after: '987.66' }, counterparty: { before: '0.00', after: '12.34' } },
    },
  });
  // The calls of the key are counted; nothing else is kept.
  expect(grownBy(before[0], await rowCounts())).toEqual({ rate_windows: 1 });
  expect([await balanceOf(world.d1), await balanceOf(customer)]).toEqual(before.slice(1));
});

test('a reclaim: the money comes back to the payer', async () => {
  const customer_id = wire('S1', 'one');
  const real = signed(keys.provider, {
    target: '/v2/accounts/partner-accounts/adjust-amount',
    body: { customer_id, amount: '20.00' },
  });
  expect((await send(allocate, real)).status).toBe(200);
  const answer = await ask({ operation: 'ReclaimToPartnerAccount', customer_id, amount: 5 }, keys.provider);
  expect(answer.body).toMatchObject({
    outcome: 'would_be_carried_out',
    amount: '5.00',
    balances: { payer: { before: '30.00', after: '35.00' }, counterparty: { before: '20.00', after: '15.00' } },
  });
});

describe('what it says is what the operation does', () => {
  const reseller = () => wireIdOf(world.r1a.id);
  const cases: [string, Operation, () => Record<string, unknown>, keyof typeof keys][] = [
    [
      'too much',
      'UpdateCustomerAccountAmount',
      () => ({ customer_id: wire('D1', 'one'), amount: '1000.01' }),
      'distributor',
    ],
    [
      'a customer of referral',
      'UpdateCustomerAccountAmount',
      () => ({ customer_id: wire('D1', 'referral'), amount: 1 }),
      'distributor',
    ],
    [
      'a frozen customer',
      'UpdateCustomerAccountAmount',
      () => ({ customer_id: wire('D1', 'frozen'), amount: 1 }),
      'distributor',
    ],
    [
      'somebody else’s customer',
      'UpdateCustomerAccountAmount',
      () => ({ customer_id: wire('D2', 'one'), amount: 1 }),
      'distributor',
    ],
    ['an id of no form', 'UpdateCustomerAccountAmount', () => ({ customer_id: 'nobody', amount: 1 }), 'distributor'],
    [
      'somebody else’s reseller',
      'UpdateCustomerAccountAmount',
      () => ({ customer_id: wire('D1', 'one'), amount: 1, indirect_partner_id: wireIdOf(world.r2a.id) }),
      'distributor',
    ],
    [
      'nothing to reclaim',
      'ReclaimToPartnerAccount',
      () => ({ customer_id: wire('D1', 'two'), amount: 1 }),
      'distributor',
    ],
    [
      'a reseller that has nothing',
      'ReclaimIndirectPartnerAccount',
      () => ({ indirect_partner_id: reseller(), amount: 1 }),
      'distributor',
    ],
    [
      'a reseller of another',
      'UpdateIndirectPartnerAccount',
      () => ({ indirect_partner_id: wireIdOf(world.r2a.id), amount: 1 }),
      'distributor',
    ],
    [
      'too much for a reseller',
      'UpdateIndirectPartnerAccount',
      () => ({ indirect_partner_id: reseller(), amount: 5000 }),
      'distributor',
    ],
  ];

  test.each(cases)('%s', async (_name, operation, members, by) => {
    const before = await rowCounts();
    const said = await ask({ operation, ...members() }, keys[by]);
    expect(
      Object.keys(grownBy(before, await rowCounts())).filter(
        (table) => !['audit_entries', 'rate_windows'].includes(table),
      ),
    ).toEqual([]);
    const done = await send(operations[operation], signed(keys[by], { target: '/v2/x', body: members() }));
    expect(said).toMatchObject({ status: 200, body: { outcome: 'would_be_refused' } });
    expect((said.body['refusal'] as Record<string, unknown>)['error_code']).toBe(done.body['error_code']);
  });

  test('and of one that is carried out', async () => {
    const members = { indirect_partner_id: reseller(), amount: '0.01' };
    expect((await ask({ operation: 'UpdateIndirectPartnerAccount', ...members })).body['outcome']).toBe(
      'would_be_carried_out',
    );
    const done = await send(allocateReseller, signed(keys.distributor, { target: '/v2/x', body: members }));
    expect(done.status).toBe(200);
  });
});

test('what would be refused for its balance shows the balances as they are', async () => {
  const answer = await ask(
    { operation: 'UpdateCustomerAccountAmount', customer_id: wire('S1', 'two'), amount: 31 },
    keys.provider,
  );
  expect(answer.body).toMatchObject({
    outcome: 'would_be_refused',
    refusal: { type: 'http://127.0.0.1:4390/api/v1/problems/insufficient-balance', error_code: 'CBC.99005003' },
    balances: { payer: { before: '30.00', after: '30.00' }, counterparty: { before: '0.00', after: '0.00' } },
  });
});

test('[T2] of others nothing is said, whether they exist or not', async () => {
  const about = async (customer_id: string) => {
    const answer = await ask({ operation: 'UpdateCustomerAccountAmount', customer_id, amount: 1 });
    return answer.text;
  };
  expect(await about(wire('S2', 'one'))).toBe(await about('0'.repeat(32)));
});

test('a reseller asks for what only distributors do; a subsidised partner moves no money', async () => {
  const body = { operation: 'UpdateIndirectPartnerAccount', indirect_partner_id: wireIdOf(world.r1b.id), amount: 1 };
  expect(await ask(body, keys.reseller)).toMatchObject({
    status: 200,
    body: { outcome: 'would_be_refused', balances: null, refusal: { error_code: 'CBC.0151' } },
  });
  expect((await ask(body, keys.subsidised)).problem).toBe('not-permitted');
});

test('a key narrowed to dry runs may ask, and may not do it', async () => {
  const narrow = await makeKey(world.s1, { permissions: ['funds.dry_run'], rights: 'read_only' });
  const members = { customer_id: wire('S1', 'two'), amount: 1 };
  const answer = await ask({ operation: 'UpdateCustomerAccountAmount', ...members }, narrow);
  expect(answer.body['outcome']).toBe('would_be_carried_out');
  const done = await send(allocate, signed(narrow, { target: '/v2/x', body: members }));
  expect([done.status, done.body['error_code']]).toEqual([403, 'CBC.0151']);
});

test.each([
  [['funds.dry_run'], false],
  [['funds.dry_run', 'funds.read'], false],
  [['funds.dry_run', 'customers.read'], false],
  [['funds.dry_run', 'funds.read', 'resellers.read'], false],
  [['funds.dry_run', 'funds.read', 'customers.read'], true],
])('a key with %j is shown balances: %s', async (permissions, isShown) => {
  const narrow = await makeKey(world.s1, { permissions, rights: 'read_only' });
  for (const amount of [1, 1_000_000]) {
    const members = { customer_id: wire('S1', 'two'), amount };
    const { body } = await ask({ operation: 'UpdateCustomerAccountAmount', ...members }, narrow);
    expect(body['outcome']).toBe(amount === 1 ? 'would_be_carried_out' : 'would_be_refused');
    expect(body['balances'] !== null).toBe(isShown);
    if (!isShown) expect(JSON.stringify(body)).not.toMatch(/\b(30|29)\.00\b/);
  }
});

describe('a body that asks nothing', () => {
  const good = { operation: 'UpdateCustomerAccountAmount', customer_id: 'x', amount: '1.00' };
  test.each<[string, Record<string, unknown>]>([
    ['operation', { ...good, operation: undefined }],
    ['operation', { ...good, operation: 'PayOrders' }],
    ['operation', { ...good, operation: 'constructor' }],
    ['amount', { ...good, amount: undefined }],
    ['amount', { ...good, amount: '0' }],
    ['amount', { ...good, amount: 0.001 }],
    ['amount', { ...good, amount: '-1' }],
    ['customer_id', { ...good, customer_id: undefined }],
    ['customer_id', { ...good, customer_id: 7 }],
    ['indirect_partner_id', { ...good, operation: 'UpdateIndirectPartnerAccount' }],
    ['indirect_partner_id', { ...good, indirect_partner_id: ['x'] }],
  ])('names %s', async (member, body) => {
    const answer = await ask(body);
    expect([answer.problem, answer.status]).toEqual(['invalid-input', 400]);
    expect(answer.body['errors']).toMatchObject([{ member }]);
  });
});
