import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { allocateFunds } from '@/domain/funds/allocate-funds';
import { reclaimFunds } from '@/domain/funds/reclaim-funds';
import { freshDatabase, type TestDatabase } from './database';
import { booksAreRight } from './oracles';
import { actorOf, balanceOf, freshKey, fund, makeCustomer, makeOrganization, type WorldOrganization } from './world';

let test: TestDatabase;
let operator: WorldOrganization;
beforeAll(async () => {
  test = await freshDatabase();
  operator = await makeOrganization({ code: 'V', kind: 'operator' });
});
afterAll(() => test.close());

/** What stands in both balances, read in one statement and so at one moment. */
const totalOf = async (parties: readonly WorldOrganization[]): Promise<bigint> => {
  const { rows } = await test.handle.pool.query<{ total: string }>(
    `select sum(credits_minor - debits_minor) as total from ledger_balances b join ledger_accounts a on a.id = b.account_id
      where a.owner_id = any((select array_agg(id) from organizations where account_name = any($1))::uuid[])`,
    [parties.map((party) => `${party.code}-${party.id.slice(-6)}`.toLowerCase())],
  );
  return BigInt(rows[0]?.total ?? -1);
};

it('[M2] keeps the total at every reading while eight workers move money to and fro', async () => {
  const payer = await makeOrganization({ code: 'M2', kind: 'solution_provider' });
  const customer = await makeCustomer(payer, 'M2-1', 'resale');
  await fund({ operator }, payer, '100.00');
  const seed = Date.now() % 1_000_000;
  const amounts = fc.sample(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 6000 })), { seed, numRuns: 200 });
  const actor = actorOf(payer);
  const codes = new Set<string>();
  const totals = new Set<bigint>();
  const worker = async (own: typeof amounts) => {
    for (const [index, [isAllocation, cents]] of own.entries()) {
      const move = isAllocation ? allocateFunds : reclaimFunds;
      const outcome = await move(actor, freshKey(), {
        customerId: customer.customerId,
        amount: (cents / 100).toFixed(2),
      });
      codes.add(outcome.ok ? 'ok' : outcome.code);
      if (index % 5 === 0) totals.add(await totalOf([payer, customer]));
    }
  };
  await Promise.all(Array.from({ length: 8 }, (_, at) => worker(amounts.filter((_amount, index) => index % 8 === at))));
  expect([...totals], `seed ${seed}`).toEqual([10000n]);
  expect([...codes].toSorted(), `seed ${seed}`).toEqual(['insufficient_balance', 'ok']);
  expect((await balanceOf(payer)) + (await balanceOf(customer))).toBe(10000n);
  await booksAreRight();
});

it('[M15] never reclaims and spends more than there is', async () => {
  const payer = await makeOrganization({ code: 'M15', kind: 'solution_provider' });
  const customer = await makeCustomer(payer, 'M15-1', 'resale');
  await fund({ operator }, payer, '100.00');
  const input = { customerId: customer.customerId, amount: '30.00' };
  await allocateFunds(actorOf(payer), freshKey(), { ...input, amount: '100.00' });
  const outcomes = await Promise.all(Array.from({ length: 20 }, () => reclaimFunds(actorOf(payer), freshKey(), input)));
  expect(outcomes.filter((outcome) => outcome.ok)).toHaveLength(3);
  expect(await balanceOf(customer)).toBe(1000n);
  await booksAreRight();
});
