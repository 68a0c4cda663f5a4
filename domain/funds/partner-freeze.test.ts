import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { database, inTransaction, schema } from '@/db/client';
import type { FreezeLevel } from '@/db/schema/identity';
import { verifyLedger } from '@/domain/ledger/oracles';
import { readScope } from '@/domain/read-scope';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { grownBy, rowCounts } from '@/tests/row-counts';
import {
  actorOf,
  balanceOf,
  freshKey,
  fund,
  makeCustomer,
  seedWorld,
  type World,
  type WorldCustomer,
} from '@/tests/world';
import { allocateFunds } from './allocate-funds';
import { findCustomerParty } from './party-queries';
import { reclaimFunds } from './reclaim-funds';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
  await fund(world, world.s1, '1000.00');
});
afterAll(() => test.close());

const frozen = (freezeLevel: FreezeLevel | null) => ({
  freezeLevel,
  frozenAt: freezeLevel && sql`clock_timestamp()`,
  freezeReason: freezeLevel && 'Overdue',
});
const freeze = ({ customerId }: WorldCustomer, level: FreezeLevel | null) =>
  database().update(schema.associations).set(frozen(level)).where(eq(schema.associations.customerId, customerId));
const move = (command: typeof allocateFunds, { customerId }: WorldCustomer, amount: string) =>
  command(actorOf(world.s1), freshKey(), { customerId, amount });

it.each(['account', 'account_and_resource'] satisfies FreezeLevel[])(
  '[L4] a customer its partner has frozen (%s) receives nothing, gives back what it has, and receives again afterwards',
  async (level) => {
    const customer = await makeCustomer(world.s1, `frozen-${level}`.replace(/_/g, '-'), 'resale');
    expect(await move(allocateFunds, customer, '10.00')).toMatchObject({ ok: true });
    await freeze(customer, level);
    const before = await rowCounts();
    expect(await move(allocateFunds, customer, '1.00')).toEqual({ ok: false, code: 'customer_frozen', fields: {} });
    expect(grownBy(before, await rowCounts())).toEqual({});
    const scope = readScope(actorOf(world.s1), 'funds.allocate');
    expect(await findCustomerParty(scope, customer.customerId)).toMatchObject({ isFrozen: true });
    expect(await move(reclaimFunds, customer, '4.00')).toMatchObject({ ok: true });
    expect(await balanceOf(customer)).toBe(600n);
    await freeze(customer, null);
    expect(await findCustomerParty(scope, customer.customerId)).toMatchObject({ isFrozen: false });
    expect(await move(allocateFunds, customer, '1.00')).toMatchObject({ ok: true });
    expect(Object.entries(await verifyLedger(database())).filter(([, count]) => count !== 0)).toEqual([]);
  },
);

it('an allocation that meets a freeze being decided waits for it, and is refused', async () => {
  const customer = await makeCustomer(world.s1, 'frozen-race', 'resale');
  let allocating: Promise<unknown> | undefined;
  await inTransaction(async (tx) => {
    await tx
      .update(schema.associations)
      .set(frozen('account'))
      .where(eq(schema.associations.customerId, customer.customerId));
    allocating = move(allocateFunds, customer, '1.00');
    // Until the allocation stands waiting for this very transaction.
    await expect
      .poll(
        async () => {
          const waiting = await test.owner.query(
            'select 1 from pg_stat_activity where datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0',
          );
          return waiting.rows.length;
        },
        { timeout: 1500, interval: 10 },
      )
      .toBe(1);
  });
  expect(await allocating).toEqual({ ok: false, code: 'customer_frozen', fields: {} });
  expect(await balanceOf(customer)).toBe(0n);
});
