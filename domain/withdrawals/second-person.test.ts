import { and, eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import type { Role } from '@/db/schema/identity';
import type { Actor } from '@/domain/actor';
import { approveBankTransfer } from '@/domain/recharge/approve-bank-transfer';
import { proposeBankTransfer } from '@/domain/recharge/propose-bank-transfer';
import { approveClaim } from '@/domain/reconciliation/approve-claim';
import { approvePosting } from '@/domain/reconciliation/approve-posting';
import { proposePosting } from '@/domain/reconciliation/propose-posting';
import { sendBackLine } from '@/domain/reconciliation/send-back-line';
import { takeUpPosting } from '@/domain/reconciliation/take-up-posting';
import { type Id, newId, uuidOf } from '@/lib/id';
import { claimableLine } from '@/tests/claims';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { transferInput } from '@/tests/hand-recording-inputs';
import { booksAreRight } from '@/tests/oracles';
import { freshLine, openPosting } from '@/tests/postings';
import { claimOf, heldWithdrawal } from '@/tests/recharge';
import { refusedUntouched } from '@/tests/untouched';
import { dayFromNow, payingAccount } from '@/tests/withdrawals';
import { actorOf, freshKey, fund, seedWorld, type World } from '@/tests/world';
import { approveWithdrawal } from './approve-withdrawal';
import { makePaymentFile } from './make-payment-file';
import { returnWithdrawal } from './return-withdrawal';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
  // What holds for an operator that has set nothing.
  await test.owner.query('delete from settings');
  await fund(world, world.s1, '9000000.00');
});
afterAll(() => test.close());

/** The same numbers at every run: a linear congruential generator. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const roleSets: readonly (readonly Role[])[] = [
  ['admin'],
  ['finance'],
  ['admin', 'finance'],
  ['sales', 'finance'],
  ['viewer'],
  ['admin', 'finance', 'viewer'],
];

/** Who the session door would let that person be at this moment; nobody, who is disabled. */
async function now(userId: Id<'user'>): Promise<Actor | undefined> {
  const [user] = await database().select().from(schema.users).where(eq(schema.users.id, userId));
  if (user?.state !== 'active') return undefined;
  return actorOf(world.operator, 'admin', { userId, roles: user.roles, codes: { areAsked: true, isShown: true } });
}

type Answer = { readonly ok: boolean; readonly code?: string };
interface Tally {
  /** How often who made something has said yes to it, and how that was answered. */
  readonly own: string[];
  done: number;
}

/** What one person can begin, and what a person can say yes to: each knows who began it. */
const begun = {
  matched: async (actor: Actor) => {
    const lineId = await freshLine(world, '100.00');
    return postingOf(await proposePosting(actor, freshKey(), { lineId, partnerId: world.s1.id }));
  },
  sentBack: async (actor: Actor) =>
    postingOf(await sendBackLine(actor, freshKey(), { lineId: await freshLine(world, '7.00'), note: 'Test' })),
  takenUp: async (actor: Actor) => {
    const postingId = await openPosting(world, null, world.s1, { amount: '1000000.00' });
    return postingOf(await takeUpPosting(actor, freshKey(), { postingId }));
  },
  claimed: async (actor: Actor) => {
    const { lineId } = await claimableLine(world.operator, { amount: '60000.00' });
    const claimId = await claimOf(world.s1, lineId);
    const outcome = await approveClaim(actor, freshKey(), { claimId });
    if (!outcome.ok) return undefined;
    const [posting] = await database()
      .select({ id: schema.bankPostings.id })
      .from(schema.bankPostings)
      .where(and(eq(schema.bankPostings.claimId, claimId), eq(schema.bankPostings.state, 'proposed')));
    if (!posting) throw new Error('a large claim is only proposed');
    return approving(posting.id);
  },
  recorded: async (actor: Actor) => {
    const outcome = await proposeBankTransfer(actor, freshKey(), transferInput(world.s1));
    if (!outcome.ok) return undefined;
    return (second: Actor): Promise<Answer> => approveBankTransfer(second, freshKey(), { proposalId: outcome.id });
  },
  approvedWithdrawal: async (actor: Actor) => {
    const withdrawalId = await heldWithdrawal(world.s1, '50000.00');
    const outcome = await approveWithdrawal(actor, freshKey(), { withdrawalId });
    if (!outcome.ok) return undefined;
    return (second: Actor): Promise<Answer> => payingFile(second, withdrawalId);
  },
  paidWithdrawal: async (actor: Actor) => {
    const withdrawalId = await heldWithdrawal(world.s1, '50000.00', {
      ...{ state: 'approved', decidedBy: world.operator.users.viewer, decidedAt: new Date() },
    });
    const outcome = await payingFile(actor, withdrawalId);
    if (!outcome.ok) return undefined;
    return (second: Actor): Promise<Answer> => returnWithdrawal(second, freshKey(), { withdrawalId, note: 'Unpaid' });
  },
} satisfies Record<string, (actor: Actor) => Promise<((second: Actor) => Promise<Answer>) | undefined>>;

const postingOf = (outcome: { readonly ok: boolean; readonly id?: Id<'bankPosting'> }) =>
  outcome.ok && outcome.id ? approving(outcome.id) : undefined;
const approving =
  (postingId: Id<'bankPosting'>) =>
  (second: Actor): Promise<Answer> =>
    approvePosting(second, freshKey(), { postingId });
async function payingFile(actor: Actor, withdrawalId: Id<'withdrawal'>) {
  const receivingAccountId = (await payingAccount(world)).id;
  const input = { withdrawalIds: [withdrawalId], receivingAccountId, executionOn: await dayFromNow(1) };
  return makePaymentFile(actor, freshKey(), input);
}

const people = () => [world.operator.users.admin, world.operator.users.finance, world.operator.users.sales];

/** Roles are given and taken, people are disabled and come back, the partner is frozen and thawed: by the owner, since no command changes roles. */
async function change(pick: (below: number) => number, who: Id<'user'>): Promise<void> {
  const kind = pick(6);
  const toggled = (other: string) =>
    `state = case state when 'active' then '${other}' else 'active' end, ${other}_at = case state when 'active' then now() end`;
  if (kind < 4)
    await test.owner.query('update users set roles = $1 where id = $2', [
      roleSets[pick(roleSets.length)] ?? ['viewer'],
      uuidOf(who),
    ]);
  else if (kind === 4) await test.owner.query(`update users set ${toggled('disabled')} where id = $1`, [uuidOf(who)]);
  else await test.owner.query(`update organizations set ${toggled('frozen')} where id = $1`, [uuidOf(world.s1.id)]);
}

describe('[X10] whoever made something', () => {
  const kinds = Object.keys(begun) as (keyof typeof begun)[];
  it.each(kinds)(
    '%s: does not say yes to it, in whichever order roles, people and freezing change between',
    async (kind) => {
      const pick = numbers(kinds.indexOf(kind) + 7);
      const tally: Tally = { own: [], done: 0 };
      for (let round = 0; round < 12; round += 1) {
        const [maker, other] = pick(2) ? people() : people().toReversed();
        if (!maker || !other) throw new Error('there are people');
        const first = await now(maker);
        const decide = first && (await begun[kind](first));
        for (let step = 0; step < 5; step += 1) {
          const who: Id<'user'> = pick(3) ? maker : other;
          await change(pick, who);
          const actor = await now(who);
          const answer = actor && decide && (await decide(actor));
          if (!answer) continue;
          if (who === maker) tally.own.push(answer.ok ? 'yes' : (answer.code ?? ''));
          else if (answer.ok) tally.done += 1;
        }
        await restore();
      }
      expect(tally.own).not.toContain('yes');
      // It was tried by people who would have been allowed to, and others' yes counted.
      expect(tally.own).toContain('second_person_needed');
      expect(tally.done).toBeGreaterThan(0);
      await booksAreRight();
      const { rows } = await database().execute(
        sql`select id from bank_postings where state = 'done' and (proposed_by is null or decided_by is null or proposed_by = decided_by)
        union all select id from bank_transfer_proposals where state = 'done' and (decided_by is null or proposed_by = decided_by)`,
      );
      expect(rows).toEqual([]);
    },
  );

  async function restore() {
    for (const [at, id] of people().entries())
      await test.owner.query(`update users set roles = $1, state = 'active', disabled_at = null where id = $2`, [
        [at === 0 ? 'admin' : 'finance'],
        uuidOf(id),
      ]);
    await test.owner.query(`update organizations set state = 'active', frozen_at = null where id = $1`, [
      uuidOf(world.s1.id),
    ]);
  }
});

describe('[X10] what the watched folder brought', () => {
  const [admin, finance] = [() => actorOf(world.operator), () => actorOf(world.operator, 'finance')];

  it('is posted by two people: one takes it up, the other approves', async () => {
    const postingId = await openPosting(world, null, world.s2, { amount: '1000000.00' });
    const refused = async (run: typeof takeUpPosting | typeof approvePosting, who: Actor, id = postingId) =>
      (await refusedUntouched(() => run(who, freshKey(), { postingId: id }))).code;
    expect(await refused(approvePosting, admin())).toBe('posting_not_taken_up');
    const key = freshKey();
    expect(await takeUpPosting(admin(), key, { postingId })).toEqual({ ok: true, id: postingId, replayed: false });
    expect(await takeUpPosting(admin(), key, { postingId })).toEqual({ ok: true, id: postingId, replayed: true });
    expect(await refused(takeUpPosting, finance())).toBe('posting_taken_up');
    expect(await refused(approvePosting, admin())).toBe('second_person_needed');
    expect(await approvePosting(finance(), freshKey(), { postingId })).toMatchObject({ ok: true });
    expect(await refused(takeUpPosting, finance())).toBe('posting_decided');
    expect(await refused(takeUpPosting, finance(), newId('bankPosting'))).toBe('posting_not_found');
  });

  it('is taken up by one of fifty at once', async () => {
    const postingId = await openPosting(world, null, world.s2);
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, at) => takeUpPosting(at % 2 ? admin() : finance(), freshKey(), { postingId })),
    );
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
  });

  it('keeps who took it up, and is not posted without, also against the program', async () => {
    const postingId = await openPosting(world, null, world.s2);
    const set = (columns: string) =>
      test.owner.query(`update bank_postings set ${columns} where id = '${uuidOf(postingId)}'`);
    const done = `state = 'done', decided_at = now(), transfer_id = gen_random_uuid()`;
    await expect(set(`${done}, decided_by = '${uuidOf(world.operator.users.admin)}'`)).rejects.toThrow(
      /nobody has proposed/,
    );
    await takeUpPosting(finance(), freshKey(), { postingId });
    await expect(set(`proposed_by = '${uuidOf(world.operator.users.admin)}'`)).rejects.toThrow(/does not change/);
    await expect(set(`proposed_by = null`)).rejects.toThrow(/does not change/);
    await expect(set(`${done}, decided_by = proposed_by`)).rejects.toThrow(/bank_postings_second_person/);
  });
});

it('[X10] by default nothing is matched to a partner by one person, however small', async () => {
  for (const amount of ['0.01', '49999.99', '50000.00']) {
    const lineId = await freshLine(world, amount);
    const outcome = await proposePosting(actorOf(world.operator), freshKey(), { lineId, partnerId: world.s2.id });
    const [posting] = await database()
      .select({ state: schema.bankPostings.state, needsSecond: schema.bankPostings.needsSecond })
      .from(schema.bankPostings)
      .where(eq(schema.bankPostings.id, outcome.ok ? outcome.id : newId('bankPosting')));
    expect(posting).toEqual({ state: 'proposed', needsSecond: true });
  }
});
