import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { freezeOrganization } from '@/domain/identity/freeze-organization';
import { testProvider } from '@/domain/recharge/test-provider';
import { type Id, newId, uuidOf } from '@/lib/id';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { doubted, minutesAgo, notify, received, signed } from '@/tests/payments';
import { askedRefund, paidOnline, refundedFor, refundFailedFor, refundOf, wayBack } from '@/tests/refunds';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { approved, fileOf, footprint, heldOf, requester, settle, toCard, withdrawalRow } from '@/tests/withdrawals';
import {
  actorOf,
  balanceOf,
  freshKey,
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
const _approve = (withdrawalId: Id<'withdrawal'>) =>
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

  it('that went out twice is told of also where the refund was questioned before, once', async () => {
    const { id, refundId } = await askedRefund(world, partner);
    await notify(signed(refundedFor(refundId, { amount: '0.01' })));
    await notify(signed(refundFailedFor(refundId)));
    await notify(signed(refundedFor(refundId)));
    await notify(signed(refundedFor(refundId)));
    const events = await database()
      .select({ payload: schema.outboxEvents.payload })
      .from(schema.outboxEvents)
      .where(sql`kind = 'payment.questioned' and subject_id = ${id}`)
      .orderBy(schema.outboxEvents.createdAt);
    expect(events.map(({ payload }) => payload)).toMatchObject([
      { kind: 'refund_wrong_amount' },
      { kind: 'refund_contradicted' },
    ]);
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
