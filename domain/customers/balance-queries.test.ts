import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { database } from '@/db/client';
import { readScope } from '@/domain/read-scope';
import { newId, uuidOf } from '@/lib/id';
import { allocate, partnerWith } from '@/tests/credit';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { actorOf, seedWorld, type World } from '@/tests/world';
import { findBalanceAsOf } from './balance-queries';

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
