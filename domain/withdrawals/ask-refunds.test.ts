import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import type { PaymentProvider } from '@/domain/recharge/payment-provider';
import { testProvider, testRefundReference } from '@/domain/recharge/test-provider';
import { type Id, newId, uuidOf } from '@/lib/id';
import { money } from '@/lib/money';
import { brokenAt } from '@/tests/broken-at';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { notify, signed } from '@/tests/payments';
import {
  askBack,
  askNoMore,
  letBeDue,
  moneyOf,
  outcomesOf,
  paidOnline,
  refundedFor,
  refundFailedFor,
  refundOf,
  ScriptedRefunds,
  stateOf,
  wayBack,
} from '@/tests/refunds';
import { approved } from '@/tests/withdrawals';
import { actorOf, freshKey, makeOrganization, seedWorld, type World, type WorldOrganization } from '@/tests/world';
import { askDue, asking } from './ask-refunds';
import { rejectWithdrawal } from './reject-withdrawal';

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

  it('tells the operator of an answer that does not fit: another amount, and refunded after it was said to have failed', async () => {
    await paidOnline(partner);
    const id = await approved(world, partner, wayBack('100.00'));
    const answering = (minor: bigint, meanwhile: (refundId: string) => Promise<unknown>): PaymentProvider => ({
      ...testProvider,
      refunds: {
        months: 11,
        ask: async (order) => {
          await meanwhile(order.id);
          const reference = testRefundReference(order.id);
          const amount = money(minor, 'CNY');
          return { kind: 'ended', result: 'refunded', reference, amount, failure: null };
        },
      },
    });
    await askDue([answering(1n, async () => undefined)]);
    await letBeDue(partner);
    await askDue([answering(1n, async () => undefined)]);
    await letBeDue(partner);
    await askDue([answering(10_000n, (refundId) => notify(signed(refundFailedFor(refundId))))]);
    expect([await stateOf(id), await moneyOf(partner)]).toEqual(['returned', [10_000n, 0n]]);
    const events = await database()
      .select({ payload: schema.outboxEvents.payload })
      .from(schema.outboxEvents)
      .where(sql`kind = 'payment.questioned' and subject_id = ${id}`)
      .orderBy(schema.outboxEvents.createdAt);
    expect(events.map(({ payload }) => payload)).toMatchObject([
      { kind: 'refund_wrong_amount', amount: '0.01' },
      { kind: 'refund_contradicted', amount: '100.00' },
    ]);
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
