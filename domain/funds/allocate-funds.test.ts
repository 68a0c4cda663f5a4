import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { verifyLedger } from '@/domain/ledger/oracles';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import {
  actorOf,
  balanceOf,
  freshKey,
  fund,
  makeCustomer,
  makeOrganization,
  seedWorld,
  type World,
} from '@/tests/world';
import { allocateFunds } from './allocate-funds';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
  await fund(world, world.s1, '1000.00');
});
afterEach(async () => {
  const broken = Object.entries(await verifyLedger(database())).filter(([, count]) => count !== 0);
  expect(broken).toEqual([]);
});
afterAll(() => test.close());

const countRows = async () => {
  const tables = [
    schema.fundAdjustments,
    schema.ledgerTransfers,
    schema.auditEntries,
    schema.outboxEvents,
    schema.commandReceipts,
  ];
  return Promise.all(tables.map((table) => database().$count(table)));
};

describe('allocating to a customer', () => {
  it('moves the amount and keeps a record, an audit row and an event', async () => {
    const customer = await makeCustomer(world.s1, 'happy', 'resale');
    const before = await balanceOf(world.s1);
    const outcome = await allocateFunds(actorOf(world.s1, 'finance'), freshKey(), {
      customerId: customer.customerId,
      amount: '12.34',
    });
    expect(outcome).toMatchObject({ ok: true, replayed: false });
    expect(await balanceOf(customer)).toBe(1234n);
    expect(await balanceOf(world.s1)).toBe(before - 1234n);
  });

  it('[M1] lets exactly 3 of 64 parallel allocations of 30.00 pass from 100.00', async () => {
    const payer = await makeOrganization({ code: 'M1', kind: 'solution_provider' });
    const customer = await makeCustomer(payer, 'M1-c', 'resale');
    await fund(world, payer, '100.00');
    const outcomes = await Promise.all(
      Array.from({ length: 64 }, () =>
        allocateFunds(actorOf(payer), freshKey(), { customerId: customer.customerId, amount: '30.00' }),
      ),
    );
    expect(outcomes.filter((outcome) => outcome.ok)).toHaveLength(3);
    expect(outcomes.filter((outcome) => !outcome.ok && outcome.code === 'insufficient_balance')).toHaveLength(61);
    expect(await balanceOf(payer)).toBe(1000n);
  });

  it('[M4] acts once for one key used fifty times at once, and answers all alike', async () => {
    const customer = await makeCustomer(world.s1, 'twin', 'resale');
    const key = freshKey();
    const call = () => allocateFunds(actorOf(world.s1), key, { customerId: customer.customerId, amount: '1.00' });
    const outcomes = await Promise.all(Array.from({ length: 50 }, call));
    const ids = new Set(outcomes.map((outcome) => (outcome.ok ? outcome.id : outcome.code)));
    expect(ids.size).toBe(1);
    expect(outcomes.filter((outcome) => outcome.ok && !outcome.replayed)).toHaveLength(1);
    expect(await call()).toMatchObject({ ok: true, replayed: true, id: [...ids][0] });
    expect(await balanceOf(customer)).toBe(100n);
  });

  it.each([
    ['a customer of another partner', () => world.customers['S2']?.one, '1.00', 'customer_not_found'],
    ['a referral customer', () => world.customers['S1']?.referral, '1.00', 'referral_customer'],
    ['a frozen customer', () => world.customers['S1']?.frozen, '1.00', 'customer_frozen'],
    ['more than there is', () => world.customers['S1']?.one, '999999.00', 'insufficient_balance'],
  ])('refuses %s and leaves nothing', async (_name, whom, amount, code) => {
    const before = await countRows();
    const outcome = await allocateFunds(actorOf(world.s1), freshKey(), { customerId: whom()?.customerId, amount });
    expect(outcome).toMatchObject({ ok: false, code });
    const denied = code === 'customer_not_found' ? 1 : 0;
    expect(await countRows()).toEqual(before.map((count, index) => count + (index === 2 ? denied : 0)));
  });
});
