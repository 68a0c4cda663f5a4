import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { testProvider } from '@/domain/recharge/test-provider';
import { type Id, uuidOf } from '@/lib/id';
import { formatMoney, money } from '@/lib/money';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { notify, signed } from '@/tests/payments';
import { letBeDue, paidOnline, partsOfRequest, refundedFor, refundFailedFor } from '@/tests/refunds';
import { databaseErrorsDuring } from '@/tests/watch-errors';
import { backTo, dayFromNow, heldOf, payingAccount, requester } from '@/tests/withdrawals';
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
import { askDue } from './ask-refunds';
import { cancelWithdrawal } from './cancel-withdrawal';
import { makePaymentFile } from './make-payment-file';
import { rejectWithdrawal } from './reject-withdrawal';
import { requestWithdrawal } from './request-withdrawal';
import { settlePaymentFile } from './settle-payment-file';
import { settlePaymentFiles } from './settle-payment-files';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase({ max: 14 });
  process.env['DATABASE_URL'] = test.appUrl; // lib/env.ts asks for it; nothing connects by it
  world = await seedWorld();
});
afterAll(() => test.close());

const storm = { rounds: 25, atOnce: 10 } as const;

/** The same numbers at every run: a linear congruential generator. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** What was acknowledged of each withdrawal, and how the provider has decided on each refund: it never changes its mind, but repeats itself. */
interface Model {
  readonly pick: (below: number) => number;
  readonly partners: readonly WorldOrganization[];
  readonly asked: Map<Id<'withdrawal'>, WorldOrganization>;
  /** Ends that were acknowledged, of the one they were asked for. */
  readonly ended: Map<Id<'withdrawal'>, 'cancelled' | 'rejected'>;
  readonly provider: Map<string, 'refunded' | 'failed'>;
}
const oneOf = <T>({ pick }: Model, list: readonly T[]): T | undefined => list[pick(list.length)];
const anyAsked = (model: Model) => oneOf(model, [...model.asked.keys()]);

const things: Readonly<Record<string, (model: Model) => Promise<string>>> = {
  async ask(model) {
    const partner = oneOf(model, model.partners);
    if (!partner) return 'nothing';
    const amount = formatMoney(money(BigInt(100 + model.pick(20_000)), 'CNY'));
    const outcome = await requestWithdrawal(requester(partner), freshKey(), backTo(amount));
    if (!outcome.ok) return outcome.code;
    for (const { id } of await partsOfRequest(outcome.id)) model.asked.set(id, partner);
    return 'done';
  },
  async cancel(model) {
    const withdrawalId = anyAsked(model);
    const partner = withdrawalId && model.asked.get(withdrawalId);
    if (!partner) return 'nothing';
    const outcome = await cancelWithdrawal(requester(partner), freshKey(), { withdrawalId });
    if (outcome.ok) model.ended.set(withdrawalId, 'cancelled');
    return outcome.ok ? 'done' : outcome.code;
  },
  async approve(model) {
    const withdrawalId = anyAsked(model);
    if (!withdrawalId) return 'nothing';
    const outcome = await approveWithdrawal(actorOf(world.operator, 'finance'), freshKey(), { withdrawalId });
    return outcome.ok ? 'done' : outcome.code;
  },
  async reject(model) {
    const withdrawalId = anyAsked(model);
    if (!withdrawalId) return 'nothing';
    const input = { withdrawalId, note: 'Storm' };
    const outcome = await rejectWithdrawal(actorOf(world.operator, 'admin'), freshKey(), input);
    if (outcome.ok) model.ended.set(withdrawalId, 'rejected');
    return outcome.ok ? 'done' : outcome.code;
  },
  /** Everything of the bank's way that is approved goes into a file, which is said to be paid. */
  async pay() {
    const { rows } = await database().execute<{ id: string }>(
      sql`select id from withdrawals where route = 'bank' and state = 'approved' order by id limit 3`,
    );
    if (rows.length === 0) return 'nothing';
    const found = await database().select({ id: schema.withdrawals.id }).from(schema.withdrawals);
    const withdrawalIds = found.filter(({ id }) => rows.some((row) => row.id === uuidOf(id))).map(({ id }) => id);
    const receivingAccountId = (await payingAccount(world)).id;
    const input = { withdrawalIds, receivingAccountId, executionOn: await dayFromNow() };
    const admin = actorOf(world.operator, 'admin');
    const file = await makePaymentFile(admin, freshKey(), input);
    if (!file.ok) return file.code;
    await settlePaymentFile(admin, freshKey(), { paymentFileId: file.id });
    await settlePaymentFiles();
    return 'done';
  },
  async work(model) {
    const partner = oneOf(model, model.partners);
    if (partner && model.pick(3) === 0) await letBeDue(partner);
    return (await askDue([testProvider])) > 0 ? 'done' : 'nothing';
  },
  async tell(model) {
    const refunds = await database().select().from(schema.paymentRefunds);
    const refund = oneOf(model, refunds);
    if (!refund) return 'nothing';
    const isForged = model.pick(5) === 0;
    const end = model.provider.get(refund.id) ?? (model.pick(4) === 0 ? 'failed' : 'refunded');
    if (!isForged) model.provider.set(refund.id, end);
    const amount = formatMoney(money(refund.amountMinor, 'CNY'));
    const word = end === 'refunded' ? refundedFor(refund.id, { amount }) : { ...refundFailedFor(refund.id), amount };
    const answers = await Promise.all(
      [1, 2].map(() => notify(signed(word, isForged ? { secret: 'x'.repeat(43) } : {}))),
    );
    if (isForged) return `forged ${answers[0]?.status}`;
    // A provider that was told to come again does.
    for (const answer of answers) if (answer.status === 503) while ((await notify(signed(word))).status === 503);
    return 'done';
  },
};

it('[F6] a storm of requests both ways, decisions, payment files, workers and notifications ends as the provider has decided', async () => {
  const partners: WorldOrganization[] = [];
  for (let n = 0; n < 3; n += 1) {
    const partner = await makeOrganization({ code: `RS${n}`, kind: 'solution_provider' });
    for (let m = 0; m < 5; m += 1) {
      await fund(world, partner, '60.00');
      await paidOnline(partner, '140.00');
    }
    partners.push(partner);
  }
  await payingAccount(world);
  const model: Model = {
    ...{ pick: numbers(20_261_127), partners, asked: new Map(), ended: new Map(), provider: new Map() },
  };
  const names = [...Object.keys(things), 'ask', 'ask', 'approve', 'approve', 'tell', 'tell', 'work'];
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
  const expected = ['ask', 'cancel', 'approve', 'reject', 'pay', 'work', 'tell'].map((name) => `${name} done`);
  expect(expected.filter((answer) => !answers.has(answer))).toEqual([]);
  expect(answers.has('forged 200')).toBe(false);
  await agree(model);
  await booksAreRight();
}, 180_000);

async function agree({ partners, ended, provider }: Model): Promise<void> {
  const rows = await database().select().from(schema.withdrawals);
  const refunds = await database().select().from(schema.paymentRefunds);
  for (const [id, state] of ended) expect([id, rows.find((row) => row.id === id)?.state]).toEqual([id, state]);
  for (const refund of refunds)
    expect([refund.id, refund.state]).toEqual([refund.id, provider.get(refund.id) ?? 'asked']);
  expect(new Set(refunds.map(({ state }) => state)).has('refunded')).toBe(true);
  expect(new Set(refunds.map(({ state }) => state)).has('failed')).toBe(true);
  for (const partner of partners) {
    const own = rows.filter((row) => row.organizationId === partner.id);
    const sum = (states: readonly string[]) =>
      own.filter(({ state }) => states.includes(state)).reduce((total, row) => total + row.amountMinor, 0n);
    const held = sum(['requested', 'approved', 'sent']);
    expect(await heldOf(partner)).toBe(held);
    expect(await balanceOf(partner)).toBe(100_000n - held - sum(['settled']));
    const back = refunds.filter((one) => one.organizationId === partner.id && one.state === 'refunded');
    const settled = own.filter(({ route, state }) => route === 'provider' && state === 'settled');
    expect(new Set(back.map(({ withdrawalId }) => withdrawalId))).toEqual(new Set(settled.map(({ id }) => id)));
  }
}
