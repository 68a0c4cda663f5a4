import { eq, sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { expireOnlineRecharges } from '@/domain/recharge/expire-online-recharges';
import { type Id, newId, uuidOf } from '@/lib/id';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { failedFor, minutesAgo, notify, paidFor, received, signed, startedRecharge } from '@/tests/payments';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { balanceOf, makeOrganization, seedWorld, type World, type WorldOrganization } from '@/tests/world';

const { onlineRecharges, outboxEvents, paymentNotifications } = schema;
let test: TestDatabase;
let world: World;
let partner: WorldOrganization;
let made = 0;
beforeAll(async () => {
  test = await freshDatabase({ max: 30 });
  process.env['DATABASE_URL'] = test.appUrl; // lib/env.ts asks for it; nothing connects by it
  world = await seedWorld();
});
beforeEach(async () => {
  made += 1;
  partner = await makeOrganization({ code: `PN${made}`, kind: 'distributor' });
  await test.owner.query('delete from sign_in_throttles');
});
afterEach(booksAreRight);
afterAll(() => test.close());

const outcomesOf = async (id: Id<'onlineRecharge'>) =>
  (
    await database()
      .select({ outcome: paymentNotifications.outcome })
      .from(paymentNotifications)
      .where(eq(paymentNotifications.rechargeId, id))
      .orderBy(paymentNotifications.createdAt)
  ).map(({ outcome }) => outcome);
const rechargeOf = async (id: Id<'onlineRecharge'>) =>
  (await database().select().from(onlineRecharges).where(eq(onlineRecharges.id, id)))[0];
const eventsOf = (kind: string, subjectId: string) =>
  database().select().from(outboxEvents).where(sql`kind = ${kind} and subject_id = ${subjectId}`);
const letPass = (id: Id<'onlineRecharge'>) =>
  test.owner.query(`update online_recharges set expires_at = clock_timestamp() - interval '1 second' where id = $1`, [
    uuidOf(id),
  ]);
async function watched<T>(call: () => Promise<T>) {
  const before = await rowCounts();
  const answer = await call();
  return { answer, grown: grownBy(before, await rowCounts()) };
}
/** One transfer with its two entries, its audit row, its event, and the row of the notification. */
const onePosting = {
  ...{ audit_entries: 1, ledger_entries: 2, ledger_transfers: 1, outbox_events: 1, payment_notifications: 1 },
};

describe('a payment that is told of', () => {
  it('is credited: document, audit, event and money in one', async () => {
    const id = await startedRecharge(partner);
    await notify(signed(paidFor(await startedRecharge(partner)))); // opens the account that stands for the providers
    const { answer, grown } = await watched(() => notify(signed(paidFor(id), { id: 'evt-1' })));
    expect(answer).toEqual(received);
    expect(grown).toEqual(onePosting);
    expect(await balanceOf(partner)).toBe(20_000n);
    const recharge = await rechargeOf(id);
    expect(recharge).toMatchObject({ state: 'paid', failure: null });
    const [event, ...others] = await eventsOf('recharge.credited', id);
    expect(others).toEqual([]);
    expect(event).toMatchObject({
      organizationId: partner.id,
      transferId: recharge?.transferId,
      payload: { amount: '100.00', currency: 'CNY', kind: 'online' },
    });
    const [audit] = await database().select().from(schema.auditEntries).where(sql`subject_id = ${id} and via = 'job'`);
    expect(audit).toMatchObject({ action: 'recharge.credit_online', outcome: 'done', organizationId: partner.id });
  });

  it('[M4] fifty times at once is posted once', async () => {
    const id = await startedRecharge(partner);
    const notification = signed(paidFor(id));
    const answers = await Promise.all(Array.from({ length: 50 }, () => notify(notification)));
    const [told, turnedAway] = [
      answers.filter(({ status }) => status === 200),
      answers.filter((a) => a.status !== 200),
    ];
    expect(turnedAway.every(({ status, retryAfter }) => status === 503 && retryAfter === '10')).toBe(true);
    expect(told.length).toBeGreaterThan(0);
    expect(await balanceOf(partner)).toBe(10_000n);
    const outcomes = await outcomesOf(id);
    expect(outcomes).toHaveLength(told.length);
    expect(outcomes.toSorted()).toEqual(['credited', ...outcomes.slice(1).map(() => 'repeated')]);
  });

  it('again, under another notification, changes nothing', async () => {
    const id = await startedRecharge(partner);
    await notify(signed(paidFor(id)));
    const { answer, grown } = await watched(() => notify(signed(paidFor(id))));
    expect(answer).toEqual(received);
    expect(grown).toEqual({ payment_notifications: 1 });
    expect(await outcomesOf(id)).toEqual(['credited', 'repeated']);
  });

  it('too late, before or after our job has ended it, is credited all the same: the money is real', async () => {
    const [before, after] = [await startedRecharge(partner), await startedRecharge(partner)];
    await letPass(after);
    while ((await expireOnlineRecharges()) > 0);
    await letPass(before);
    for (const id of [before, after]) {
      expect(await notify(signed(paidFor(id)))).toEqual(received);
      expect(await outcomesOf(id)).toEqual(['late']);
      expect(await rechargeOf(id)).toMatchObject({ state: 'paid' });
    }
    expect(await balanceOf(partner)).toBe(20_000n);
  });

  it('after a failure is credited, and a failure after it changes nothing', async () => {
    const id = await startedRecharge(partner);
    expect(await notify(signed(failedFor(id)))).toEqual(received);
    expect(await rechargeOf(id)).toMatchObject({ state: 'failed', failure: 'declined' });
    expect(await notify(signed(failedFor(id)))).toEqual(received);
    expect(await notify(signed(paidFor(id)))).toEqual(received);
    const { grown } = await watched(() => notify(signed(failedFor(id))));
    expect(grown).toEqual({ payment_notifications: 1 });
    expect(await outcomesOf(id)).toEqual(['failed', 'repeated', 'credited', 'outdated']);
    expect(await rechargeOf(id)).toMatchObject({ state: 'paid', failure: null });
    expect(await balanceOf(partner)).toBe(10_000n);
  });

  it('also of a partner that is frozen meanwhile', async () => {
    const id = await startedRecharge(partner);
    await database()
      .update(schema.organizations)
      .set({ state: 'frozen', frozenAt: sql`clock_timestamp()`, frozenReason: 'Test' })
      .where(eq(schema.organizations.id, partner.id));
    expect(await notify(signed(paidFor(id)))).toEqual(received);
    expect(await balanceOf(partner)).toBe(10_000n);
  });
});

describe('a payment that cannot be credited', () => {
  it.each([
    ['another amount', { amount: '99.99' }],
    ['another currency', { currency: 'USD' }],
    ['a currency that is none', { currency: 'toString' }],
    ['no amount', { amount: 'a lot' }],
    ['a negative amount', { amount: '-100.00' }],
  ])('%s: nobody has the money, and the operator is told once', async (_what, changes) => {
    const id = await startedRecharge(partner);
    expect(await notify(signed(paidFor(id, changes)))).toEqual(received);
    const { answer, grown } = await watched(() => notify(signed(paidFor(id, changes))));
    expect(answer).toEqual(received);
    expect(grown).toEqual({ payment_notifications: 1 });
    expect(await outcomesOf(id)).toEqual(['wrong_amount', 'wrong_amount']);
    expect(await eventsOf('payment.questioned', id)).toHaveLength(1);
    expect(await balanceOf(partner)).toBe(0n);
    expect(await notify(signed(paidFor(id)))).toEqual(received);
    expect(await balanceOf(partner)).toBe(10_000n);
  });

  it.each([
    ['a recharge that is not there', () => newId('onlineRecharge')],
    ['something else of ours', () => partner.id],
    ['anything', () => "x';drop"],
  ])('%s: the operator is told', async (_what, order) => {
    const named = order();
    const { answer, grown } = await watched(() => notify(signed(paidFor(named))));
    expect(answer).toEqual(received);
    expect(grown).toEqual({ audit_entries: 1, outbox_events: 1, payment_notifications: 1 });
    const [event] = await eventsOf('payment.questioned', named);
    expect(event).toMatchObject({ organizationId: world.operator.id, payload: { kind: 'unknown_payment' } });
  });

  it('a second payment of what is paid: that money is somebody’s too', async () => {
    const id = await startedRecharge(partner);
    await notify(signed(paidFor(id)));
    expect(await notify(signed(paidFor(id, { payment: `TP-OTHER-${made}` })))).toEqual(received);
    expect(await outcomesOf(id)).toEqual(['credited', 'unknown_payment']);
    expect(await eventsOf('payment.questioned', id)).toHaveLength(1);
    expect(await balanceOf(partner)).toBe(10_000n);
  });

  it('one payment told of for two recharges, also at once, is credited for one', async () => {
    const ids = [await startedRecharge(partner), await startedRecharge(partner)];
    const payment = `TP-SHARED-${made}`;
    const answers = await Promise.all(ids.map((id) => notify(signed(paidFor(id, { payment })))));
    expect(answers).toEqual([received, received]);
    const outcomes = (await Promise.all(ids.map(outcomesOf))).flat();
    expect(outcomes.toSorted()).toEqual(['credited', 'unknown_payment']);
    expect(await balanceOf(partner)).toBe(10_000n);
  });
});

it('a scripted provider that forges, doubles, delays and reorders leaves one posting of each payment', async () => {
  const ids = await Promise.all(Array.from({ length: 8 }, () => startedRecharge(partner)));
  const script = ids.flatMap((id, n) => [
    signed(failedFor(id)),
    signed(paidFor(id)),
    signed(paidFor(id)),
    signed(paidFor(id), { at: minutesAgo(30) }),
    signed(paidFor(id), { secret: 'x'.repeat(43) }),
    signed(paidFor(id, { amount: '1.00' })),
    ...(n % 2 === 0 ? [signed(failedFor(id))] : []),
  ]);
  for (const id of ids.slice(0, 4)) await letPass(id);
  const idOf = ({ headers }: ReturnType<typeof signed>) => headers['webhook-id'] ?? '';
  const shuffled = script.toSorted((a, b) => idOf(a).localeCompare(idOf(b)));
  const sent = await Promise.all([...shuffled.map((each, n) => sentUntilAnswered(each, n)), expireOnlineRecharges()]);
  expect(sent.length).toBe(script.length + 1);
  expect(await balanceOf(partner)).toBe(80_000n);
  for (const id of ids) {
    expect(await rechargeOf(id)).toMatchObject({ state: 'paid' });
    const outcomes = await outcomesOf(id);
    expect(outcomes.filter((outcome) => outcome === 'credited' || outcome === 'late')).toHaveLength(1);
  }
});

/** As a provider does: what was turned away is sent again. */
async function sentUntilAnswered(notification: ReturnType<typeof signed>, n: number): Promise<number> {
  for (let round = 0; ; round += 1) {
    const { status } = await notify(notification, { address: `198.51.100.${n}` });
    if (status !== 503 || round === 30) return status;
  }
}
