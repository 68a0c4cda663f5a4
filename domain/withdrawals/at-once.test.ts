import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { database } from '@/db/client';
import { allocateFunds } from '@/domain/funds/allocate-funds';
import { type Id, uuidOf } from '@/lib/id';
import { atOnceMax, decided } from '@/tests/at-once';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { databaseErrorsDuring } from '@/tests/watch-errors';
import { backTo, heldOf, requester, setTerms, toCard } from '@/tests/withdrawals';
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
import { cancelWithdrawal } from './cancel-withdrawal';
import { rejectWithdrawal } from './reject-withdrawal';
import { requestWithdrawal } from './request-withdrawal';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase({ max: atOnceMax + 2 });
  world = await seedWorld();
});
afterAll(() => test.close());

type Moved = { readonly allocated: bigint; readonly asked: bigint; readonly released: bigint };
const nothing: Moved = { allocated: 0n, asked: 0n, released: 0n };

/** 1,000.00 of which 100.00 are earmarked and 50.00 owed, in five recharges. */
async function contested() {
  const partner = await makeOrganization({ code: `W${freshKey()}`, kind: 'solution_provider' });
  for (let n = 0; n < 5; n += 1) await fund(world, partner, '200.00');
  await setTerms(world.operator, partner, { designated: '100.00', owed: '50.00' });
  const { customerId } = await makeCustomer(partner, `${partner.code}-c`, 'resale');
  return { partner, customerId };
}

it('[F6] withdrawals racing allocations and each other: no yuan twice, nothing below what has to stay, all of it accounted for', async () => {
  const { partner, customerId } = await contested();
  const operator = actorOf(world.operator, 'finance');
  const withdraw = async (input: object, then: 'keep' | 'cancel' | 'reject'): Promise<Moved> => {
    const key = freshKey();
    const asked = await decided(() => requestWithdrawal(requester(partner), key, input));
    if (!asked.ok) {
      expect(asked.code).toBe('not_withdrawable');
      return nothing;
    }
    if (then === 'keep') return { ...nothing, asked: 3_000n };
    const [endKey, withdrawalId] = [freshKey(), asked.id];
    const end = await decided<{ readonly ok: boolean; readonly code?: string }>(() =>
      then === 'cancel'
        ? cancelWithdrawal(requester(partner), endKey, { withdrawalId })
        : rejectWithdrawal(operator, endKey, { withdrawalId, note: 'Race' }),
    );
    expect(end).toMatchObject({ ok: true });
    return { ...nothing, asked: 3_000n, released: 3_000n };
  };
  const allocate = async (): Promise<Moved> => {
    const key = freshKey();
    const outcome = await decided(() => allocateFunds(actorOf(partner), key, { customerId, amount: '30.00' }));
    if (!outcome.ok) expect(outcome.code).toBe('insufficient_balance');
    return outcome.ok ? { ...nothing, allocated: 3_000n } : nothing;
  };
  const workers = [
    allocate,
    () => withdraw(toCard('30.00'), 'keep'),
    () => withdraw(backTo('30.00'), 'keep'),
    () => withdraw(backTo('30.00'), 'cancel'),
    () => withdraw(toCard('30.00'), 'reject'),
  ];
  let moved: Moved[] = [];
  const errors = await databaseErrorsDuring(async () => {
    moved = await Promise.all(Array.from({ length: 64 }, (_, n) => workers[n % workers.length]?.() ?? nothing));
  });
  expect(errors).toEqual([]);
  const sum = (of: keyof Moved) => moved.reduce((total, each) => total + each[of], 0n);
  expect(sum('asked')).toBeGreaterThan(0n);
  expect(await heldOf(partner)).toBe(sum('asked') - sum('released'));
  expect(await balanceOf(partner)).toBe(100_000n - sum('allocated') - sum('asked') + sum('released'));
  const { allocations, holds } = await lowestAfter(partner.id);
  expect(allocations).toBeGreaterThanOrEqual(10_000n);
  expect(holds).toBeGreaterThanOrEqual(15_000n);
  await booksAreRight();
}, 90_000);

it('[F6] everything asked for at once by the original route: each recharge goes back once', async () => {
  const { partner } = await contested();
  const outcomes = await Promise.all(
    Array.from({ length: 32 }, () => {
      const key = freshKey();
      return decided(() => requestWithdrawal(requester(partner), key, backTo('70.00')));
    }),
  );
  // 850.00 can be taken out: twelve times 70.00.
  expect(outcomes.filter((outcome) => outcome.ok)).toHaveLength(12);
  expect([await balanceOf(partner), await heldOf(partner)]).toEqual([16_000n, 84_000n]);
  const { rows } = await database().execute<{ taken: string }>(
    sql`select sum(amount_minor)::text as taken from withdrawal_flows where organization_id = ${uuidOf(partner.id)}::uuid group by recharge_id order by max(number), 1`,
  );
  expect(rows.map(({ taken }) => taken).toSorted()).toEqual(['20000', '20000', '20000', '20000', '4000']);
  await booksAreRight();
}, 90_000);

/** The lowest that the account has been, right after an allocation and right after a hold, in minor units. */
async function lowestAfter(organizationId: Id<'organization'>) {
  const { rows } = await database().execute<{ kind: string; lowest: string }>(
    sql`select t.kind, min(e.credits_after - e.debits_after)::text as lowest from ledger_entries e join ledger_transfers t on t.id = e.transfer_id
      join ledger_accounts a on a.id = e.account_id where a.owner_id = ${uuidOf(organizationId)}::uuid and a.purpose = 'funds' and e.amount_minor < 0 group by 1`,
  );
  const lowest = (kind: string) => BigInt(rows.find((row) => row.kind === kind)?.lowest ?? 2n ** 62n);
  return { allocations: lowest('allocate'), holds: lowest('withdraw_hold') };
}
