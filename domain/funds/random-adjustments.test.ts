import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { database } from '@/db/client';
import { verifyLedger } from '@/domain/ledger/oracles';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { actorOf, balanceOf, freshKey, fund, makeCustomer, seedWorld, type World } from '@/tests/world';
import { allocateFunds } from './allocate-funds';
import { allocateToReseller } from './allocate-to-reseller';
import { reclaimFunds } from './reclaim-funds';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase({ max: 16 });
  world = await seedWorld();
  await fund(world, world.d1, '1000.00');
  await fund(world, world.s1, '500.00');
  await allocateToReseller(actorOf(world.d1), freshKey(), { resellerId: world.r1a.id, amount: '500.00' });
});
afterAll(async () => {
  const broken = Object.entries(await verifyLedger(database())).filter(([, count]) => count !== 0);
  expect(broken).toEqual([]);
  await test.close();
});

/** The same numbers at every run: a linear congruential generator. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
const fen = (minor: number) => `${Math.floor(minor / 100)}.${String(minor % 100).padStart(2, '0')}`;

const totals = async () => {
  const { rows } = await database().execute<{ sum: string; negative: string }>(
    sql`select sum(credits_minor - debits_minor) as sum, count(*) filter (where credits_minor < debits_minor and floor_minor = 0) as negative from ledger_balances`,
  );
  return rows[0];
};

describe('random adjustments', () => {
  it('[M2] keep every sum that a reader sees, whoever runs at the same time', async () => {
    const customer = world.customers['R1a']?.one;
    if (!customer) throw new Error('no customer');
    const codes = new Set<string>();
    const readings: unknown[] = [];
    const worker = async (seed: number) => {
      const pick = numbers(seed);
      for (let round = 0; round < 25; round += 1) {
        const command = pick(2) === 0 ? allocateFunds : reclaimFunds;
        const input = { customerId: customer.customerId, amount: fen(1 + pick(12_000)) };
        const outcome = await command(actorOf(world.r1a), freshKey(), input);
        codes.add(outcome.ok ? 'done' : outcome.code);
        if (round % 5 === 0) readings.push(await totals());
      }
    };
    await Promise.all(Array.from({ length: 8 }, (_, index) => worker(index + 1)));
    expect([...codes].toSorted()).toEqual(['done', 'insufficient_balance']);
    expect(new Set(readings.map((reading) => JSON.stringify(reading)))).toEqual(
      new Set([JSON.stringify({ sum: '0', negative: '0' })]),
    );
    expect((await balanceOf(world.r1a)) + (await balanceOf(customer))).toBe(50_000n);
  });

  it('[X2] are committed exactly as they were previewed, refusals included', async () => {
    const customers = await Promise.all(['a', 'b', 'c'].map((code) => makeCustomer(world.s1, `X2-${code}`, 'resale')));
    const whom = [
      ...customers,
      world.customers['S1']?.referral,
      world.customers['S1']?.frozen,
      world.customers['S2']?.one,
    ];
    const pick = numbers(7);
    const actor = actorOf(world.s1);
    const seen = { done: 0, refused: 0 };
    for (let round = 0; round < 300; round += 1) {
      const isAllocation = pick(5) < 3;
      const command = isAllocation ? allocateFunds : reclaimFunds;
      const party = whom[pick(20) < 17 ? pick(3) : 3 + pick(3)];
      const input = { customerId: party?.customerId, amount: fen(pick(20_000)) };
      const before = round % 30 === 0 ? await rowCounts() : undefined;
      const [preview] = await command.preview(actor, [input]);
      if (before) expect(grownBy(before, await rowCounts())).toEqual({});
      const outcome = await command(actor, freshKey(), input);
      expect(preview).toMatchObject(outcome.ok ? { ok: true } : { ok: false, code: outcome.code });
      if (!preview?.ok || !party) {
        seen.refused += 1;
        continue;
      }
      seen.done += 1;
      const [own, theirs] = isAllocation ? (['debit', 'credit'] as const) : (['credit', 'debit'] as const);
      expect(await balanceOf(world.s1)).toBe(preview.balances[own].after);
      expect(await balanceOf(party)).toBe(preview.balances[theirs].after);
    }
    expect(seen.done).toBeGreaterThan(100);
    expect(seen.refused).toBeGreaterThan(30);
  });

  it('[X2] previews a list as the list will run: an earlier item uses up what a later one would need', async () => {
    const customer = await makeCustomer(world.s1, 'X2-list', 'resale');
    const all = await balanceOf(world.s1);
    const inputs = [fen(Number(all) - 100), '0.60', '0.60', '0.40'].map((amount) => ({
      customerId: customer.customerId,
      amount,
    }));
    const previews = await allocateFunds.preview(actorOf(world.s1), inputs);
    const outcomes = await allocateFunds.many(
      actorOf(world.s1),
      inputs.map((input) => ({ requestKey: freshKey(), input })),
    );
    expect(previews.map((preview) => preview.ok)).toEqual([true, true, false, true]);
    expect(outcomes.map((outcome) => outcome.ok)).toEqual([true, true, false, true]);
    expect(await balanceOf(world.s1)).toBe(0n);
  });
});
