import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { type Id, uuidOf } from '@/lib/id';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { suspenseBalance, suspenseLine } from '@/tests/recharge';
import { databaseErrorsDuring } from '@/tests/watch-errors';
import { backTo, dayFromNow, heldOf, payingAccount, requester, toCard } from '@/tests/withdrawals';
import {
  actorOf,
  balanceOf,
  freshKey,
  fund,
  makeOrganization,
  seedWorld,
  type World,
  type WorldOrganization,
} from '@/tests/world';
import { approveWithdrawal } from './approve-withdrawal';
import { cancelWithdrawal } from './cancel-withdrawal';
import { makePaymentFile } from './make-payment-file';
import type { WithdrawalState } from './model';
import { rejectWithdrawal } from './reject-withdrawal';
import { requestWithdrawal } from './request-withdrawal';
import { returnWithdrawal } from './return-withdrawal';
import { settlePaymentFile } from './settle-payment-file';
import { settlePaymentFiles } from './settle-payment-files';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase({ max: 14 });
  world = await seedWorld();
});
afterAll(() => test.close());

const storm = { rounds: 30, atOnce: 12 } as const;

/** The same numbers at every run: a linear congruential generator. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** What was acknowledged: whatever said yes has to be in the books, and nothing else. */
interface Model {
  readonly pick: (below: number) => number;
  readonly partners: readonly WorldOrganization[];
  readonly asked: Map<Id<'withdrawal'>, { readonly partner: WorldOrganization; readonly minor: bigint }>;
  /** Steps that said yes, by withdrawal. */
  readonly said: Map<Id<'withdrawal'>, Set<'cancel' | 'approve' | 'reject' | 'send' | 'return'>>;
  readonly files: Map<Id<'paymentFile'>, readonly Id<'withdrawal'>[]>;
  readonly operator: ReturnType<typeof actorOf>;
}
const oneOf = <T>({ pick }: Model, list: readonly T[]): T | undefined => list[pick(list.length)];
const yes = (model: Model, id: Id<'withdrawal'>, step: 'cancel' | 'approve' | 'reject' | 'send' | 'return') =>
  model.said.set(id, (model.said.get(id) ?? new Set()).add(step));
/** Those that were last heard of as having come so far and no further: another may be faster, and then it is refused. */
const waiting = ({ asked, said }: Model, after: 'approve' | 'send' | undefined) =>
  [...asked.keys()].filter((id) => [...(said.get(id) ?? [])].at(-1) === after);

const things: Readonly<Record<string, (model: Model) => Promise<string>>> = {
  async ask(model) {
    const partner = oneOf(model, model.partners);
    if (!partner) return 'nothing';
    const minor = BigInt(100 + model.pick(90_000));
    const amount = `${minor / 100n}.${String(minor % 100n).padStart(2, '0')}`;
    const input = model.pick(2) === 0 ? toCard(amount) : backTo(amount);
    const outcome = await requestWithdrawal(requester(partner), freshKey(), input);
    if (outcome.ok) model.asked.set(outcome.id, { partner, minor });
    return outcome.ok ? 'done' : outcome.code;
  },
  async cancel(model) {
    const id = oneOf(model, waiting(model, undefined));
    const partner = id && model.asked.get(id)?.partner;
    if (!partner) return 'nothing';
    const outcome = await cancelWithdrawal(requester(partner), freshKey(), { withdrawalId: id });
    if (outcome.ok) yes(model, id, 'cancel');
    return outcome.ok ? 'done' : outcome.code;
  },
  async approve(model) {
    const id = oneOf(model, waiting(model, undefined));
    if (!id) return 'nothing';
    const outcome = await approveWithdrawal(actorOf(world.operator, 'finance'), freshKey(), {
      withdrawalId: id,
      note: '',
    });
    if (outcome.ok) yes(model, id, 'approve');
    return outcome.ok ? 'done' : outcome.code;
  },
  async reject(model) {
    const id = oneOf(model, waiting(model, model.pick(2) ? 'approve' : undefined));
    if (!id) return 'nothing';
    const outcome = await rejectWithdrawal(model.operator, freshKey(), { withdrawalId: id, note: 'Storm' });
    if (outcome.ok) yes(model, id, 'reject');
    return outcome.ok ? 'done' : outcome.code;
  },
  async send(model) {
    const withdrawalIds = waiting(model, 'approve').slice(0, 1 + model.pick(4));
    if (withdrawalIds.length === 0) return 'nothing';
    const receivingAccountId = (await payingAccount(world)).id;
    const input = { withdrawalIds, receivingAccountId, executionOn: await dayFromNow() };
    const outcome = await makePaymentFile(model.operator, freshKey(), input);
    if (!outcome.ok) return outcome.code;
    model.files.set(outcome.id, withdrawalIds);
    for (const id of withdrawalIds) yes(model, id, 'send');
    return 'done';
  },
  async settle(model) {
    const paymentFileId = oneOf(model, [...model.files.keys()]);
    if (!paymentFileId) return 'nothing';
    const outcome = await settlePaymentFile(model.operator, freshKey(), { paymentFileId });
    await settlePaymentFiles();
    return outcome.ok ? 'done' : outcome.code;
  },
  async giveBack(model) {
    const id = oneOf(model, waiting(model, 'send'));
    const minor = id && model.asked.get(id)?.minor;
    if (!minor) return 'nothing';
    const amount = `${minor / 100n}.${String(minor % 100n).padStart(2, '0')}`;
    const isPaid = model.pick(2) === 0;
    const lineId = isPaid ? await suspenseLine(world.operator, await payingAccount(world), { amount }) : null;
    const outcome = await returnWithdrawal(model.operator, freshKey(), { withdrawalId: id, note: 'Storm', lineId });
    if (outcome.ok) yes(model, id, 'return');
    return outcome.ok ? 'done' : outcome.code;
  },
};

it('[F6] a storm of requests, decisions, files and returns ends as what was acknowledged says', async () => {
  const partners = [];
  for (let n = 0; n < 3; n += 1) {
    const partner = await makeOrganization({ code: `W${n}`, kind: 'solution_provider' });
    for (let m = 0; m < 6; m += 1) await fund(world, partner, '500.00');
    partners.push(partner);
  }
  await payingAccount(world);
  const model: Model = {
    ...{ pick: numbers(20_261_126), partners, asked: new Map(), said: new Map(), files: new Map() },
    operator: actorOf(world.operator, 'admin'),
  };
  const names = [...Object.keys(things), 'ask', 'ask', 'approve', 'approve', 'send'];
  const answers = new Map<string, number>();
  const errors = await databaseErrorsDuring(async () => {
    for (let round = 0; round < storm.rounds; round += 1) {
      const done = Array.from({ length: storm.atOnce }, async () => {
        const name = oneOf(model, names) ?? 'ask';
        const answer = `${name} ${await things[name]?.(model)}`;
        answers.set(answer, (answers.get(answer) ?? 0) + 1);
      });
      await Promise.all(done);
    }
  });
  expect(errors).toEqual([]);
  const expected = [
    'ask done',
    'ask not_withdrawable',
    'cancel done',
    'approve done',
    'reject done',
    'send done',
    'settle done',
    'giveBack done',
  ];
  expect(expected.filter((answer) => !answers.has(answer))).toEqual([]);
  while ((await settlePaymentFiles()) > 0);
  await agree(model);
  await booksAreRight();
}, 120_000);

/** What the database says of each withdrawal is what was acknowledged, and balances are what follows from that. */
async function agree({ partners, asked, said }: Model): Promise<void> {
  const rows = await database().select().from(schema.withdrawals);
  expect(new Set(rows.map(({ id }) => id))).toEqual(new Set(asked.keys()));
  const states = new Map(rows.map((row) => [row.id, row]));
  for (const [id, steps] of said) {
    const state = states.get(id)?.state;
    const last: Record<string, readonly WithdrawalState[]> = {
      cancel: ['cancelled'],
      approve: ['approved'],
      reject: ['rejected'],
      send: ['sent', 'settled'],
      return: ['returned'],
    };
    // Answers may be heard in another order than they were given: of those that end it there is one.
    const ends = [...steps].filter((step) => step === 'cancel' || step === 'reject' || step === 'return');
    expect(ends.length).toBeLessThanOrEqual(1);
    const end = ends[0] ?? (steps.has('send') ? 'send' : 'approve');
    expect([id, [...steps], state]).toEqual([id, [...steps], last[end]?.find((each) => each === state)]);
  }
  for (const partner of partners) {
    const own = rows.filter((row) => row.organizationId === partner.id);
    const sum = (which: (row: (typeof rows)[number]) => boolean) =>
      own.filter(which).reduce((total, row) => total + row.amountMinor, 0n);
    const isHeld = ({ state }: (typeof rows)[number]) => ['requested', 'approved', 'sent'].includes(state);
    expect(await heldOf(partner)).toBe(sum(isHeld));
    expect(await balanceOf(partner)).toBe(300_000n - sum(isHeld) - sum(({ state }) => state === 'settled'));
  }
  const { rows: lines } = await database().execute<{ left: string }>(
    sql`select coalesce(sum(amount_minor), 0)::text as left from bank_lines where state = 'suspense' and organization_id = ${uuidOf(world.operator.id)}::uuid`,
  );
  expect(await suspenseBalance(world.operator)).toBe(BigInt(lines[0]?.left ?? 0));
  expect(rows.some((row) => row.returnTransferId !== null)).toBe(true);
}
