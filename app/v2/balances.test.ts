import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { GET as ofCustomer } from '@/app/v2/accounts/customer-accounts/balances/route';
import { GET as ofPartner } from '@/app/v2/accounts/partner-accounts/balances/route';
import { allocateFunds } from '@/domain/funds/allocate-funds';
import { allocateToReseller } from '@/domain/funds/allocate-to-reseller';
import { bareId, newId, wireIdOf } from '@/lib/id';
import { termsFor } from '@/tests/credit';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { makeKey, send, signed, type TestKey } from '@/tests/partner-client';
import { actorOf, freshKey, fund, seedWorld, type World, type WorldOrganization } from '@/tests/world';

let opened: TestDatabase;
let world: World;
let customer: WorldOrganization;
let keys: Record<'d1' | 'r1a' | 's1' | 'g1' | 'customer', TestKey>;
beforeAll(async () => {
  opened = await freshDatabase();
  world = await seedWorld();
  const first = world.customers['D1']?.one;
  if (!first) throw new Error('the world has customers');
  customer = first;
  await fund(world, world.d1, '1000.00');
  await termsFor(world.operator, world.d1, { creditLimit: '500', designated: '100.50' });
  await allocateToReseller(actorOf(world.d1), freshKey(), { resellerId: world.r1a.id, amount: '300.00' });
  await allocateFunds(actorOf(world.d1), freshKey(), { customerId: first.customerId, amount: '45.10' });
  keys = {
    d1: await makeKey(world.d1),
    r1a: await makeKey(world.r1a),
    s1: await makeKey(world.s1),
    g1: await makeKey(world.g1),
    customer: await makeKey(customer),
  };
});
afterEach(booksAreRight);
afterAll(() => opened.close());

const ask = (by: keyof typeof keys, query = '') =>
  send(by === 'customer' ? ofCustomer : ofPartner, signed(keys[by], { target: `/v2/x${query}` }));
const row = (owner: WorldOrganization, type: 1 | 2 | 8, amount: string, more: object = {}) => ({
  account_id: `AT${bareId(owner.id)}${type === 1 ? '' : `0${type}`}`,
  account_type: type,
  amount: Number(amount),
  currency: 'CNY',
  designated_amount: 0,
  credit_amount: 0,
  measure_id: 1,
  memo: null,
  ...more,
});

test('a partner has a row for its balance, its credit, and what it can allocate', async () => {
  const { status, body, text } = await ask('d1');
  expect([status, body]).toEqual([
    200,
    {
      account_balances: [
        row(world.d1, 1, '654.90', { designated_amount: 100.5 }),
        row(world.d1, 2, '500.00', { credit_amount: 500 }),
        row(world.d1, 8, '1054.40'),
      ],
    },
  ]);
  expect(text).toContain('"amount":654.90,');
  expect(text).toContain('"designated_amount":100.50,');
});

test('once credit is in use the balance is nothing, and the row of credit says what is left of it', async () => {
  await allocateToReseller(actorOf(world.d1), freshKey(), { resellerId: world.r1a.id, amount: '954.90' });
  expect((await ask('d1')).body).toEqual({
    account_balances: [
      row(world.d1, 1, '0', { designated_amount: 100.5 }),
      row(world.d1, 2, '200.00', { credit_amount: 500 }),
      row(world.d1, 8, '99.50'),
    ],
  });
});

test('a reseller is lent nothing, for its distributor’s eyes as for its own; somebody else’s does not exist', async () => {
  const expected = { account_balances: [row(world.r1a, 1, '1254.90'), row(world.r1a, 8, '1254.90')] };
  expect((await ask('r1a')).body).toEqual(expected);
  expect((await ask('d1', `?indirect_partner_id=${wireIdOf(world.r1a.id)}`)).body).toEqual(expected);
  const nobody = await ask('d1', `?indirect_partner_id=${wireIdOf(newId('organization'))}`);
  expect([nobody.status, nobody.body['error_code']]).toEqual([400, 'CBC.99000037']);
  expect((await ask('d1', `?indirect_partner_id=${wireIdOf(world.r2a.id)}`)).body).toMatchObject({
    error_code: 'CBC.99000037',
  });
});

test('a partner without terms has a row of credit all the same; a subsidised one holds no money', async () => {
  expect((await ask('s1')).body).toEqual({
    account_balances: [row(world.s1, 1, '0'), row(world.s1, 2, '0'), row(world.s1, 8, '0')],
  });
  expect((await ask('g1')).body).toEqual({ account_balances: [] });
});

test('a customer sees its balance and owes nothing', async () => {
  const { memo: _, ...balance } = row(customer, 1, '45.10');
  const { memo: __, ...credit } = row(customer, 2, '0');
  const { status, body, text } = await ask('customer');
  expect([status, body]).toEqual([
    200,
    { account_balances: [balance, credit], debt_amount: 0, measure_id: 1, currency: 'CNY' },
  ]);
  expect(text).toContain('"debt_amount":0.00');
});
