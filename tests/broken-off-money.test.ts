import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { approveClaim } from '@/domain/reconciliation/approve-claim';
import { approvePosting } from '@/domain/reconciliation/approve-posting';
import { markRecorded } from '@/domain/reconciliation/mark-recorded';
import { takeBack } from '@/domain/reconciliation/take-back';
import { returnWithdrawal } from '@/domain/withdrawals/return-withdrawal';
import type { Id } from '@/lib/id';
import { brokenAt } from './broken-at';
import { claimableLine, claimOf } from './claims';
import { freshDatabase, type TestDatabase } from './database';
import { booksAreRight } from './oracles';
import { freshLine, openPosting } from './postings';
import { receivingAccountOf, suspenseBalance, suspenseLine } from './recharge';
import { creditedLine, recordedTransfer, reversalOf } from './reversals';
import { approved, fileOf, settle, toCard } from './withdrawals';
import {
  actorOf,
  balanceOf,
  freshKey,
  fund,
  makeOrganization,
  seedWorld,
  type World,
  type WorldOrganization,
} from './world';

let test: TestDatabase;
let world: World;
let partner: WorldOrganization;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
  partner = await makeOrganization({ code: 'BO', kind: 'solution_provider' });
  await fund(world, partner, '1000.00');
});
afterEach(booksAreRight);
afterAll(() => test.close());

type Outcome = { readonly ok: boolean; readonly replayed?: boolean };
/** A decision that takes 3.00 out of suspense, to be made again and again with one key; and what the partner has of it. */
type Decision = () => Promise<{ decide(): Promise<Outcome>; readonly credited: bigint }>;

const finance = () => actorOf(world.operator, 'finance');
const admin = () => actorOf(world.operator, 'admin');
const decisions: Record<string, Decision> = {
  'approving a posting': async () => {
    const postingId = await openPosting(world, world.operator.users.admin, partner, {
      amount: '3.00',
      makesRule: true,
    });
    const key = freshKey();
    return { decide: () => approvePosting(finance(), key, { postingId }), credited: 300n };
  },
  'approving that a line goes back': async () => {
    const postingId = await openPosting(world, world.operator.users.admin, null, { amount: '3.00' });
    const key = freshKey();
    return { decide: () => approvePosting(finance(), key, { postingId }), credited: 0n };
  },
  'approving a claim that two have made': async () => {
    const line = await claimableLine(world.operator, { amount: '3.00' });
    await claimOf(world.s2, line);
    const claimId = await claimOf(partner, line);
    const key = freshKey();
    return { decide: () => approveClaim(finance(), key, { claimId }), credited: 300n };
  },
  'taking a line as a withdrawal that came back': async () => {
    const withdrawalId = await approved(world, partner, toCard('3.00'));
    await settle(world, await fileOf(world, [withdrawalId]));
    const account = await receivingAccountOf(world.operator, { isDefault: false });
    const lineId = await suspenseLine(world.operator, account, { amount: '3.00' });
    const key = freshKey();
    return { decide: () => returnWithdrawal(finance(), key, { withdrawalId, lineId, note: 'x' }), credited: 300n };
  },
  'taking a line out of suspense that the bank took back': async () => {
    const originalId = await freshLine(world, '3.00');
    const lineId = await reversalOf(world, originalId);
    return { decide: await approvalOf(takeBack(admin(), freshKey(), { lineId, originalId })), credited: 0n };
  },
  'saying that a line was recorded by hand before': async () => {
    const bankTransferId = await recordedTransfer(world, partner, '3.00');
    const lineId = await freshLine(world, '3.00');
    return { decide: await approvalOf(markRecorded(admin(), freshKey(), { lineId, bankTransferId })), credited: 0n };
  },
};

/** Approving what an administrator has proposed, again and again with one key. */
async function approvalOf(proposed: Promise<{ readonly ok: boolean; readonly id?: Id<'bankPosting'> }>) {
  const { id: postingId } = await proposed;
  const key = freshKey();
  return () => approvePosting(finance(), key, { postingId });
}

it('[M10] taking back from a partner, broken off anywhere, happens once or not at all', async () => {
  for (const when of ['before', 'after'] as const)
    for (let [isReached, statement] = [true, 1]; isReached; statement += 1) {
      const originalId = await creditedLine(world, partner, '3.00');
      const lineId = await reversalOf(world, originalId);
      const had = await balanceOf(partner);
      const decide = await approvalOf(takeBack(admin(), freshKey(), { lineId, originalId }));
      isReached = await brokenAt(test, statement, when, decide);
      const isDone = (await balanceOf(partner)) !== had;
      expect(await decide()).toMatchObject({ ok: true, replayed: isDone });
      expect(had - (await balanceOf(partner))).toBe(300n);
      expect(isReached || statement > 8).toBe(true);
    }
}, 120_000);

it.each(Object.keys(decisions).flatMap((name) => [[name, 'before'] as const, [name, 'after'] as const]))(
  '[M10] %s, broken off %s any statement, happens once or not at all, and asking again does it',
  async (name, when) => {
    let isReached = true;
    let statements = 0;
    for (; isReached; statements += 1) {
      const made = await decisions[name]?.();
      if (!made) throw new Error(name);
      const [had, lay] = [await balanceOf(partner), await suspenseBalance(world.operator)];
      isReached = await brokenAt(test, statements + 1, when, made.decide);
      const isDone = (await suspenseBalance(world.operator)) !== lay;
      expect(await made.decide()).toMatchObject({ ok: true, replayed: isDone });
      expect(await made.decide()).toMatchObject({ ok: true, replayed: true });
      expect((await balanceOf(partner)) - had).toBe(made.credited);
      expect(lay - (await suspenseBalance(world.operator))).toBe(300n);
    }
    expect(statements).toBeGreaterThan(8);
  },
  120_000,
);
