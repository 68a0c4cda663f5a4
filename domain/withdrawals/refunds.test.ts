import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { freezeOrganization } from '@/domain/identity/freeze-organization';
import { testProvider } from '@/domain/recharge/test-provider';
import { newId, uuidOf } from '@/lib/id';
import { brokenAt } from '@/tests/broken-at';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { doubted, minutesAgo, notify, received, signed } from '@/tests/payments';
import {
  askedRefund,
  askNoMore,
  moneyOf,
  outcomesOf,
  paidOnline,
  refundedFor,
  refundFailedFor,
  refundOf,
  stateOf,
  wayBack,
} from '@/tests/refunds';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { approved, fileOf, footprint, requester, settle, toCard } from '@/tests/withdrawals';
import { actorOf, freshKey, makeOrganization, seedWorld, type World, type WorldOrganization } from '@/tests/world';
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
  await askNoMore(test.owner);
});
afterAll(() => test.close());

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
    expect(await notify(word)).toEqual(received);
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

  it('ends once, is one for each withdrawal, which keeps its way and amount, also against the program', async () => {
    const { id, refundId } = await askedRefund(world, partner);
    const change = (text: string) => test.owner.query(text, [uuidOf(id)]);
    for (const column of [`route = 'bank'`, 'amount_minor = 1', 'asked_with = id'])
      await expect(change(`update withdrawals set ${column} where id = $1`)).rejects.toThrow(/keeps the way/);
    const twice = `insert into payment_refunds (id, organization_id, root_id, withdrawal_id, recharge_id, provider, payment_reference, amount_minor, currency)
      select gen_random_uuid(), organization_id, root_id, withdrawal_id, recharge_id, provider, payment_reference, amount_minor, currency
        from payment_refunds where withdrawal_id = $1`;
    await expect(change(twice)).rejects.toThrow(/payment_refunds_withdrawal_key/);
    await notify(signed(refundedFor(refundId)));
    for (const end of [`state = 'failed'`, `state = 'asked', ended_at = null`])
      await expect(change(`update payment_refunds set ${end} where withdrawal_id = $1`)).rejects.toThrow(
        /does not become/,
      );
  });

  it.each(['before', 'after'] as const)(
    '[M10] told of, broken off %s any statement, is heard once the provider tells of it again',
    async (when) => {
      for (let nth = 1, isReached = true; isReached; nth += 1) {
        const { id, refundId } = await askedRefund(world, partner);
        const told = () => notify(signed(refundedFor(refundId)));
        isReached = await brokenAt(test, nth, when, told);
        await told();
        expect([nth, await stateOf(id), await moneyOf(partner)]).toEqual([nth, 'settled', [0n, 0n]]);
        expect((await outcomesOf(refundId)).filter((outcome) => outcome === 'refunded')).toHaveLength(1);
      }
    },
    120_000,
  );
});
