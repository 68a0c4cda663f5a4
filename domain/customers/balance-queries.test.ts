import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { database } from '@/db/client';
import { allocateToReseller } from '@/domain/funds/allocate-to-reseller';
import type { Permission } from '@/domain/permission';
import { readScope } from '@/domain/read-scope';
import { newId, uuidOf } from '@/lib/id';
import { allocate, partnerWith } from '@/tests/credit';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { creditOf } from '@/tests/statements';
import { actorOf, freshKey, fund, seedWorld, type World, type WorldOrganization } from '@/tests/world';
import { findBalanceAsOf, findPartnerBalanceAsOf } from './balance-queries';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
});
afterEach(booksAreRight);
afterAll(() => test.close());

it('[X8] tells a partner what its customer held then, since it has been its customer; others nothing', async () => {
  const { partner, customer } = await partnerWith(world, '100.00');
  await allocate(partner, customer, '30.00');
  await allocate(partner, customer, '12.00');
  const { rows } = await database().execute<{ at: string }>(
    sql`select e.created_at::text as at from ledger_entries e join ledger_accounts a on a.id = e.account_id
      where a.owner_id = ${uuidOf(customer.id)}::uuid order by seq`,
  );
  // To the millisecond, and the next one: what is posted later than that is not seen.
  const [first, second] = rows.map(({ at }) => new Date(at).getTime() + 1) as [number, number];
  const scope = readScope(actorOf(partner), 'customers.read');
  const at = async (moment: number) => (await findBalanceAsOf(scope, customer.customerId, new Date(moment)))?.minor;
  expect([await at(first), await at(second)]).toEqual([first < second ? 3_000n : 4_200n, 4_200n]);
  expect(await at(Date.parse('2020-01-01T00:00:00Z'))).toBeUndefined();

  const now = new Date(second);
  const other = readScope(actorOf(world.s1), 'customers.read');
  expect(await findBalanceAsOf(other, customer.customerId, now)).toBeUndefined();
  expect(await findBalanceAsOf(scope, newId('customer'), now)).toBeUndefined();
  const sales = readScope(actorOf(partner, 'sales'), 'customers.read');
  expect(await findBalanceAsOf(sales, customer.customerId, now)).toBeUndefined();
});

it('[X8] tells a distributor what its reseller held then, the operator what anybody did; others nothing', async () => {
  const { d1, r1a, operator } = world;
  await fund(world, d1, '10.00');
  await creditOf(world, d1, 5_000n);
  const give = (amount: string) => allocateToReseller(actorOf(d1), freshKey(), { resellerId: r1a.id, amount });
  expect([(await give('4.00')).ok, (await give('16.00')).ok]).toEqual([true, true]);
  const { rows } = await database().execute<{ at: string }>(
    sql`select e.created_at::text as at from ledger_entries e join ledger_accounts a on a.id = e.account_id
      where a.owner_id = ${uuidOf(r1a.id)}::uuid order by seq`,
  );
  const [first, second] = rows.map(({ at }) => new Date(new Date(at).getTime() + 1)) as [Date, Date];
  const before = new Date('2020-01-01T00:00:00Z');
  const held = async (who: WorldOrganization, of: WorldOrganization, at: Date, permission: Permission) =>
    (await findPartnerBalanceAsOf(readScope(actorOf(who), permission), of.id, at))?.minor;
  for (const [who, permission] of [
    [d1, 'resellers.read'],
    [operator, 'organizations.read'],
  ] as const)
    expect([
      await held(who, r1a, before, permission),
      await held(who, r1a, first, permission),
      await held(who, r1a, second, permission),
    ]).toEqual([0n, first < second ? 400n : 2_000n, 2_000n]);
  expect(await held(operator, d1, second, 'organizations.read')).toBe(-1_000n);
  for (const [who, of] of [
    [world.d2, r1a],
    [d1, world.r2a],
    [d1, d1],
    [world.s1, r1a],
  ] as const)
    expect(await held(who, of, second, 'funds.read')).toBeUndefined();
});
