import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { freezeOrganization } from '@/domain/identity/freeze-organization';
import { testProvider } from '@/domain/recharge/test-provider';
import { type Id, newId, uuidOf } from '@/lib/id';
import { brokenAt } from '@/tests/broken-at';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { doubted, minutesAgo, notify, received, signed } from '@/tests/payments';
import {
  askBack,
  askedRefund,
  letBeDue,
  paidOnline,
  partsOfRequest,
  refundedFor,
  refundFailedFor,
  refundOf,
  ScriptedRefunds,
  wayBack,
} from '@/tests/refunds';
import { grownBy, rowCounts } from '@/tests/row-counts';
import {
  approved,
  backTo,
  fileOf,
  footprint,
  heldOf,
  requester,
  settle,
  toCard,
  withdrawalRow,
} from '@/tests/withdrawals';
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
import { askDue, asking } from './ask-refunds';
import { cancelWithdrawal } from './cancel-withdrawal';
import { makePaymentFile } from './make-payment-file';
import { previewWithdrawal } from './preview-withdrawal';
import { rejectWithdrawal } from './reject-withdrawal';
import { requestWithdrawal } from './request-withdrawal';
import { returnWithdrawal } from './return-withdrawal';

let test: TestDatabase;
let world: World;
let partner: WorldOrganization;
let made = 0;
beforeAll(async () => {
  test = await freshDatabase({ max: 54 });
  process.env['DATABASE_URL'] = test.appUrl; // lib/env.ts asks for it; nothing connects by it
  world = await seedWorld();
});
beforeEach(async () => {
  made += 1;
  partner = await makeOrganization({ code: `RF${made}`, kind: 'solution_provider' });
});
afterEach(async () => {
  await booksAreRight();
  // What one test leaves to be asked is not asked in the next.
  await test.owner.query(`update payment_refunds set next_at = 'infinity' where state = 'asked'`);
});
afterAll(() => test.close());

const moneyOf = async (who: WorldOrganization) => [await balanceOf(who), await heldOf(who)];
const approve = (withdrawalId: Id<'withdrawal'>) =>
  approveWithdrawal(actorOf(world.operator, 'finance'), freshKey(), { withdrawalId });
const stateOf = async (id: Id<'withdrawal'>) => (await withdrawalRow(id)).state;
const outcomesOf = async (refundId: Id<'paymentRefund'>) =>
  (
    await database()
      .select({ outcome: schema.paymentNotifications.outcome })
      .from(schema.paymentNotifications)
      .where(sql`refund_id = ${uuidOf(refundId)}::uuid`)
      .orderBy(schema.paymentNotifications.createdAt)
  ).map(({ outcome }) => outcome);
const clearing = async () => {
  const { rows } = await database().execute<{ net: string }>(
    sql`select coalesce(sum(b.credits_minor - b.debits_minor), 0) as net from ledger_accounts a join ledger_balances b on b.account_id = a.id
      where a.purpose = 'payment_clearing'`,
  );
  return BigInt(rows[0]?.net ?? 0);
};
const agePayment = (id: Id<'onlineRecharge'>, months: number) =>
  test.owner.query(`update online_recharges set paid_at = paid_at - make_interval(months => $2) where id = $1`, [
    uuidOf(id),
    months,
  ]);

describe('[F6] asking for what was paid online', () => {
  it('goes back through the provider, asks for no account, and is held', async () => {
    await paidOnline(partner);
    const id = await askBack(partner, '60.00');
    expect(await withdrawalRow(id)).toMatchObject({ route: 'provider', askedWith: null, amountMinor: 6_000n });
    expect(await moneyOf(partner)).toEqual([4_000n, 6_000n]);
    expect(await refundOf(id)).toBeUndefined();
  });

  it('is one withdrawal for each payment beside what goes through the bank, the last recharge first, and adds up', async () => {
    await fund(world, partner, '50.00');
    await paidOnline(partner, '30.00');
    await fund(world, partner, '20.00');
    await paidOnline(partner, '10.00');
    const input = backTo('100.00');
    const shown = await previewWithdrawal(requester(partner), input);
    expect(shown.outlook?.flows.map(({ route, amount }) => [route, amount.minor])).toEqual([
      ...[['provider', 1_000n] as const, ['bank', 2_000n] as const],
      ...[['provider', 3_000n] as const, ['bank', 4_000n] as const],
    ]);
    const key = freshKey();
    const outcome = await requestWithdrawal(requester(partner), key, input);
    expect(await requestWithdrawal(requester(partner), key, input)).toEqual({ ...outcome, replayed: true });
    if (!outcome.ok) throw new Error(outcome.code);
    const parts = await partsOfRequest(outcome.id);
    expect(parts.map(({ route, amountMinor }) => [route, amountMinor])).toEqual([
      ...[
        ['provider', 1_000n],
        ['bank', 6_000n],
      ],
      ['provider', 3_000n],
    ]);
    expect(await moneyOf(partner)).toEqual([1_000n, 10_000n]);
  });

  it('takes nothing that is too old for its provider, and nothing by the setting’s shorter time', async () => {
    const old = await paidOnline(partner, '30.00');
    await agePayment(old, 11);
    expect(await requestWithdrawal(requester(partner), freshKey(), wayBack('10.00'))).toMatchObject({
      code: 'not_withdrawable',
      fields: { amount: 'above_recharges' },
    });
    const young = await paidOnline(partner, '20.00');
    await agePayment(young, 3);
    await test.owner.query(
      `insert into settings (key, value, organization_id, root_id) values ('refund_months', '3', $1, $1)`,
      [uuidOf(world.operator.id)],
    );
    const refused = await requestWithdrawal(requester(partner), freshKey(), wayBack('20.00'));
    await test.owner.query(`delete from settings where key = 'refund_months'`);
    expect(refused).toMatchObject({ code: 'not_withdrawable', fields: { amount: 'above_recharges' } });
    expect(await askBack(partner, '20.00')).toBeDefined();
    // A bank card takes what is too old.
    expect(await requestWithdrawal(requester(partner), freshKey(), toCard('30.00'))).toMatchObject({ ok: true });
  });

  it('sends back through 20 payments at a time, and says so beyond', async () => {
    for (let n = 0; n < 21; n += 1) await paidOnline(partner, '1.00');
    const before = await footprint();
    expect(await requestWithdrawal(requester(partner), freshKey(), wayBack('21.00'))).toMatchObject({
      code: 'not_withdrawable',
      fields: { amount: 'too_many_refunds' },
    });
    expect(await footprint()).toEqual(before);
    expect(await partsOfRequest(await askBack(partner, '20.00'))).toHaveLength(20);
  });

  it('is decided together, and comes to nothing together, while nobody has decided on it', async () => {
    const both = async () => {
      const id = await askBack(partner, '150.00', backTo('150.00'));
      return (await partsOfRequest(id)).map((row) => row.id);
    };
    await fund(world, partner, '100.00');
    await paidOnline(partner);
    const statesOf = (ids: readonly Id<'withdrawal'>[]) => Promise.all(ids.map(stateOf));
    const cancelled = await both();
    const withdrawalId = cancelled[1] ?? newId('withdrawal');
    expect(await cancelWithdrawal(requester(partner), freshKey(), { withdrawalId })).toMatchObject({ ok: true });
    expect(await statesOf(cancelled)).toEqual(['cancelled', 'cancelled']);
    const rejected = await both();
    const reject = (id: Id<'withdrawal'> | undefined) =>
      rejectWithdrawal(actorOf(world.operator, 'finance'), freshKey(), { withdrawalId: id, note: 'No' });
    expect(await reject(rejected[0])).toMatchObject({ ok: true });
    expect(await statesOf(rejected)).toEqual(['rejected', 'rejected']);
    expect(await moneyOf(partner)).toEqual([20_000n, 0n]);
    const approvedBoth = await both();
    expect(await approve(approvedBoth[1] ?? newId('withdrawal'))).toMatchObject({ ok: true });
    expect(await statesOf(approvedBoth)).toEqual(['approved', 'approved']);
    // From then on each goes its own way.
    expect(await reject(approvedBoth[0])).toMatchObject({ ok: true });
    expect(await statesOf(approvedBoth)).toEqual(['rejected', 'approved']);
  });
});

describe('[F6] a refund', () => {
  it('is asked for once it is approved, and settles when the provider says so: one movement', async () => {
    const { id, refundId } = await askedRefund(world, partner);
    expect([await stateOf(id), await moneyOf(partner)]).toEqual(['sent', [0n, 10_000n]]);
    const [before, stood] = [await rowCounts(), await clearing()];
    expect(await notify(signed(refundedFor(refundId)))).toEqual(received);
    expect(grownBy(before, await rowCounts())).toEqual({
      ...{ audit_entries: 1, ledger_entries: 2, ledger_transfers: 1, outbox_events: 1, payment_notifications: 1 },
    });
    expect([await stateOf(id), await moneyOf(partner)]).toEqual(['settled', [0n, 0n]]);
    expect((await clearing()) - stood).toBe(10_000n);
    expect(await refundOf(id)).toMatchObject({ state: 'refunded', failure: null });
  });

  it('that failed gives the money back, tells the partner, and can be taken to a bank card but not the same way', async () => {
    const { id, refundId } = await askedRefund(world, partner);
    expect(await notify(signed(refundFailedFor(refundId)))).toEqual(received);
    expect([await stateOf(id), await moneyOf(partner)]).toEqual(['returned', [10_000n, 0n]]);
    expect(await refundOf(id)).toMatchObject({ state: 'failed', failure: 'account_closed' });
    const events = await database()
      .select()
      .from(schema.outboxEvents)
      .where(sql`kind = 'withdrawal.returned' and subject_id = ${id}`);
    expect(events).toMatchObject([{ organizationId: partner.id, payload: { route: 'provider', amount: '100.00' } }]);
    expect(await requestWithdrawal(requester(partner), freshKey(), wayBack('1.00'))).toMatchObject({
      fields: { amount: 'above_recharges' },
    });
    const card = await approved(world, partner, toCard('100.00'));
    await settle(world, await fileOf(world, [card]));
    expect(await moneyOf(partner)).toEqual([0n, 0n]);
  });

  it('[M4] told of fifty times at once is one movement', async () => {
    const { id, refundId } = await askedRefund(world, partner);
    const word = signed(refundedFor(refundId));
    const answers = await Promise.all(Array.from({ length: 50 }, () => notify(word)));
    expect(answers.every(({ status }) => status === 200 || status === 503)).toBe(true);
    expect([await stateOf(id), await moneyOf(partner)]).toEqual(['settled', [0n, 0n]]);
    const outcomes = await outcomesOf(refundId);
    expect(outcomes.filter((outcome) => outcome !== 'repeated')).toEqual(['refunded']);
  });

  it('forged, old or unreadable: turned away, and nothing moves', async () => {
    const { id, refundId } = await askedRefund(world, partner);
    const word = refundedFor(refundId);
    expect(await notify(signed(word, { secret: 'x'.repeat(43) }))).toEqual(doubted(401, 'bad_signature'));
    expect(await notify(signed(word, { at: minutesAgo(10) }))).toEqual(doubted(401, 'stale'));
    expect(await notify(signed({ ...word, refund: 'R'.repeat(65) }))).toEqual(doubted(400, 'not_readable'));
    expect([await stateOf(id), await moneyOf(partner)]).toEqual(['sent', [0n, 10_000n]]);
    expect(await notify(signed(word))).toEqual(received);
    expect(await stateOf(id)).toBe('settled');
  });

  it('of another amount or number, or of nobody: nothing moves, and the operator is told once', async () => {
    const { id, refundId } = await askedRefund(world, partner);
    const told = async (kind: string) =>
      database().$count(
        schema.outboxEvents,
        sql`kind = 'payment.questioned' and payload ->> 'kind' = ${kind} and created_at > now() - interval '1 minute'`,
      );
    const before = [await told('refund_wrong_amount'), await told('refund_unknown_payment')];
    for (const changes of [{ amount: '99.99' }, { currency: 'USD' }, { amount: '' }])
      expect(await notify(signed(refundedFor(refundId, changes)))).toEqual(received);
    for (const changes of [{ refund: 'OTHER' }, { order: newId('paymentRefund') }, { order: id }, { order: 'x' }])
      expect(await notify(signed(refundedFor(refundId, changes)))).toEqual(received);
    expect([await stateOf(id), await moneyOf(partner)]).toEqual(['sent', [0n, 10_000n]]);
    const after = [await told('refund_wrong_amount'), await told('refund_unknown_payment')];
    // The right reference was asked about once for its amount; the other one once too.
    expect(after.map((count, at) => count - (before[at] ?? 0))).toEqual([1, 1]);
  });

  it('in any order the first word counts; refunded after it had failed is told to the operator, as money that went out twice', async () => {
    const one = await askedRefund(world, partner);
    await notify(signed(refundedFor(one.refundId)));
    await notify(signed(refundFailedFor(one.refundId)));
    expect([await outcomesOf(one.refundId), await stateOf(one.id)]).toEqual([['refunded', 'outdated'], 'settled']);
    const other = await askedRefund(world, partner);
    await notify(signed(refundFailedFor(other.refundId)));
    await notify(signed(refundedFor(other.refundId)));
    expect([await outcomesOf(other.refundId), await stateOf(other.id)]).toEqual([
      ['refund_failed', 'contradicted'],
      'returned',
    ]);
    expect(await moneyOf(partner)).toEqual([10_000n, 0n]);
    const events = await database()
      .select({ payload: schema.outboxEvents.payload })
      .from(schema.outboxEvents)
      .where(sql`kind = 'payment.questioned' and subject_id = ${other.id}`);
    expect(events).toMatchObject([{ payload: { kind: 'refund_contradicted', amount: '100.00' } }]);
  });

  it('also of a partner that is frozen meanwhile ends; one that is frozen before waits', async () => {
    const { id, refundId } = await askedRefund(world, partner);
    await paidOnline(partner, '7.00');
    const waiting = await approved(world, partner, wayBack('7.00'));
    await freezeOrganization(actorOf(world.operator), freshKey(), { organizationId: partner.id, reason: 'Test' });
    expect(await askDue([testProvider])).toBe(0);
    await notify(signed(refundedFor(refundId)));
    expect([await stateOf(id), await stateOf(waiting)]).toEqual(['settled', 'approved']);
  });

  it('cannot be ended by hand: not put into a payment file, not declined or returned once it was asked for', async () => {
    await paidOnline(partner);
    const id = await approved(world, partner, wayBack('100.00'));
    const admin = actorOf(world.operator, 'admin');
    await expect(fileOf(world, [id])).rejects.toThrow('nothing_to_pay');
    while ((await askDue([testProvider])) > 0);
    const before = await footprint();
    const note = 'Test';
    const answers = [
      await rejectWithdrawal(admin, freshKey(), { withdrawalId: id, note }),
      await returnWithdrawal(admin, freshKey(), { withdrawalId: id, note, lineId: '' }),
      await cancelWithdrawal(requester(partner), freshKey(), { withdrawalId: id }),
      await makePaymentFile(admin, freshKey(), {
        withdrawalIds: [id],
        receivingAccountId: newId('receivingAccount'),
        executionOn: '2026-12-01',
      }),
    ];
    expect(answers.map((answer) => !answer.ok && answer.code)).toEqual([
      ...['withdrawal_not_open', 'withdrawal_wrong_state', 'withdrawal_not_open', 'nothing_to_pay'],
    ]);
    expect(await footprint()).toEqual(before);
  });
});

describe('[F6] asking a provider', () => {
  it('asks again under the same number when the answer was lost, and it gives back once', async () => {
    const script = new ScriptedRefunds();
    script.outcome = 'refunded';
    script.lost.push(true, true);
    await paidOnline(partner);
    const id = await approved(world, partner, wayBack('100.00'));
    await askDue([script.provider]);
    expect([await stateOf(id), script.given.size]).toEqual(['sent', 1]);
    // Not before its pause is over.
    expect(await askDue([script.provider])).toBe(0);
    for (const _ of [1, 2]) {
      await letBeDue(partner);
      await askDue([script.provider]);
    }
    expect([script.asked.length, script.given.size]).toEqual([3, 1]);
    expect(new Set(script.asked.map((order) => order.id)).size).toBe(1);
    expect([await stateOf(id), await moneyOf(partner)]).toEqual(['settled', [0n, 0n]]);
    await letBeDue(partner);
    expect(await askDue([script.provider])).toBe(0);
  });

  it('hears of a failure by an answer too, and a notification that comes as well changes nothing', async () => {
    const script = new ScriptedRefunds();
    script.outcome = 'failed';
    await paidOnline(partner);
    const id = await approved(world, partner, wayBack('100.00'));
    await askDue([script.provider]);
    expect([await stateOf(id), await moneyOf(partner)]).toEqual(['returned', [10_000n, 0n]]);
    const refundId = (await refundOf(id))?.id ?? newId('paymentRefund');
    await notify(signed(refundFailedFor(refundId)));
    expect(await outcomesOf(refundId)).toEqual(['repeated']);
  });

  it('a notification and an answer at the same moment, with several workers: each refund ends once', async () => {
    const script = new ScriptedRefunds();
    const ids: Id<'withdrawal'>[] = [];
    for (let n = 0; n < 6; n += 1) {
      await paidOnline(partner);
      ids.push(await approved(world, partner, wayBack('100.00')));
    }
    while ((await askDue([script.provider])) > 0);
    await letBeDue(partner);
    script.outcome = 'refunded';
    const refundIds = await Promise.all(ids.map(async (id) => (await refundOf(id))?.id ?? ''));
    await Promise.all([
      ...[1, 2, 3].map(() => askDue([script.provider])),
      ...refundIds.map((refundId) => notify(signed(refundedFor(refundId)))),
    ]);
    await letBeDue(partner);
    while ((await askDue([script.provider])) > 0) await letBeDue(partner);
    expect(new Set(await Promise.all(ids.map(stateOf)))).toEqual(new Set(['settled']));
    expect([await moneyOf(partner), script.given.size]).toEqual([[0n, 0n], 6]);
  });

  it('races a decision: declined or asked for, never both', async () => {
    for (let n = 0; n < 5; n += 1) {
      await paidOnline(partner);
      const withdrawalId = await approved(world, partner, wayBack('100.00'));
      const script = new ScriptedRefunds();
      const [declined] = await Promise.all([
        rejectWithdrawal(actorOf(world.operator, 'admin'), freshKey(), { withdrawalId, note: 'No' }),
        askDue([script.provider]),
      ]);
      while ((await askDue([script.provider])) > 0);
      expect([declined.ok, script.given.size, await stateOf(withdrawalId)]).toEqual(
        declined.ok ? [true, 0, 'rejected'] : [false, 1, 'sent'],
      );
      if (declined.ok) await askBack(partner, '100.00'); // what was free again is taken
    }
  });

  it('cut off at any of its statements, before or after it was heard: the provider gives back once, and the money moves once', async () => {
    for (const when of ['before', 'after'] as const) {
      for (let nth = 1, isReached = true; isReached; nth += 1) {
        const script = new ScriptedRefunds();
        script.outcome = 'refunded';
        await paidOnline(partner, '1.00');
        const id = await approved(world, partner, wayBack('1.00'));
        isReached = await brokenAt(test, nth, when, () => askDue([script.provider]));
        // Whoever had it in hand has died.
        await letBeDue(partner);
        while ((await askDue([script.provider])) > 0) await letBeDue(partner);
        expect([when, nth, await stateOf(id), script.givenOf(await refundOf(id))]).toEqual([
          when,
          nth,
          'settled',
          ['1.00'],
        ]);
        expect(await moneyOf(partner)).toEqual([0n, 0n]);
        await booksAreRight();
      }
    }
  }, 240_000);

  it('waits longer each time, six hours at most', async () => {
    const script = new ScriptedRefunds();
    await paidOnline(partner);
    const id = await approved(world, partner, wayBack('100.00'));
    const pauses: number[] = [];
    for (let n = 0; n < 11; n += 1) {
      await askDue([script.provider]);
      const { rows } = await database().execute<{ pause: string }>(
        sql`select extract(epoch from next_at - updated_at) as pause from payment_refunds where withdrawal_id = ${uuidOf(id)}::uuid`,
      );
      pauses.push(Math.round(Number(rows[0]?.pause)));
      await letBeDue(partner);
    }
    expect(pauses).toEqual([
      60,
      120,
      240,
      480,
      960,
      1920,
      3840,
      7680,
      15_360,
      asking.pauseMaxSeconds,
      asking.pauseMaxSeconds,
    ]);
  });

  it('asks nobody where no provider gives money back', async () => {
    await paidOnline(partner);
    const id = await approved(world, partner, wayBack('100.00'));
    const { refunds: _, ...bare } = testProvider;
    expect([await askDue([]), await askDue([bare]), await stateOf(id)]).toEqual([0, 0, 'approved']);
  });
});
