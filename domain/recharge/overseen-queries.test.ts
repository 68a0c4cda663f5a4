import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { database } from '@/db/client';
import { type ReadScope, readScope } from '@/domain/read-scope';
import { type PageRequest, pageRequest } from '@/lib/cursor';
import { type Id, newId } from '@/lib/id';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { minutesAgo, notify, paidFor, signed, startedRecharge } from '@/tests/payments';
import { actorOf, makeOrganization, seedWorld, type World, type WorldOrganization } from '@/tests/world';
import { listPaymentNotifications, notificationOutcomes } from './notification-queries';
import { findOverseenRecharge, listOverseenRecharges } from './overseen-queries';
import { testReference } from './test-provider';

let test: TestDatabase;
let world: World;
let one: WorldOrganization;
let two: WorldOrganization;
let paid: Id<'onlineRecharge'>;
let waiting: Id<'onlineRecharge'>;
let scope: ReadScope;
beforeAll(async () => {
  test = await freshDatabase();
  process.env['DATABASE_URL'] = test.appUrl; // lib/env.ts asks for it; nothing connects by it
  world = await seedWorld();
  scope = readScope(actorOf(world.operator, 'viewer'), 'reconciliation.read');
  one = await makeOrganization({ code: 'OQ1', kind: 'solution_provider' });
  two = await makeOrganization({ code: 'OQ2', kind: 'distributor' });
  paid = await startedRecharge(one);
  waiting = await startedRecharge(two);
  const unknown = newId('onlineRecharge');
  for (const notification of [
    signed(paidFor(paid, { amount: '99.99' })),
    signed(paidFor(paid)),
    signed(paidFor(paid)),
    signed(paidFor(unknown)),
    signed(paidFor(waiting), { secret: 'x'.repeat(43) }),
    signed(paidFor(waiting), { at: minutesAgo(10) }),
  ])
    await notify(notification);
});
afterAll(() => test.close());

const first = pageRequest({}, { key: 'instant', id: 'onlineRecharge' });
const firstTold = pageRequest({}, { key: 'instant', id: 'paymentNotification' });
const idsOf = ({ rows }: { rows: readonly { id: string }[] }) => rows.map(({ id }) => id);

describe('the online recharges of every partner', () => {
  it('are listed for the operator, the newest first, and narrowed by state, partner, id and the provider’s number', async () => {
    expect(idsOf(await listOverseenRecharges(scope, {}, first))).toEqual([waiting, paid]);
    const narrowed = async (filter: object) => idsOf(await listOverseenRecharges(scope, filter, first));
    expect(await narrowed({ state: 'paid' })).toEqual([paid]);
    expect(await narrowed({ state: 'failed' })).toEqual([]);
    expect(await narrowed({ partnerId: two.id })).toEqual([waiting]);
    expect(await narrowed({ q: ` ${waiting} ` })).toEqual([waiting]);
    expect(await narrowed({ q: testReference(paid) })).toEqual([paid]);
    expect(await narrowed({ q: '%' })).toEqual([]);
  });

  it('go on page by page, forth and back, without leaving one out', async () => {
    const page = (request: Partial<PageRequest<'onlineRecharge'>>) =>
      listOverseenRecharges(scope, {}, { ...first, ...request, limit: 1 });
    const newest = await page({});
    expect(idsOf(newest)).toEqual([waiting]);
    const next = await listOverseenRecharges(
      scope,
      {},
      pageRequest({ after: newest.after ?? '' }, { key: 'instant', id: 'onlineRecharge' }, 1),
    );
    expect([idsOf(next), next.after]).toEqual([[paid], undefined]);
  });

  it('say of each whose it is and what became of it', async () => {
    expect(await findOverseenRecharge(scope, paid)).toMatchObject({
      ...{ id: paid, state: 'paid', isOpen: false, reference: testReference(paid) },
      partner: { id: one.id },
      amount: { minor: 10_000n, currency: 'CNY' },
    });
    expect(await findOverseenRecharge(scope, newId('onlineRecharge'))).toBeUndefined();
  });

  it('[T2] [T3] are nothing to anybody else, not even their own partner’s', async () => {
    for (const who of [one, two, world.r1a]) {
      const own = { ...scope, everyOrganization: false, organizationId: who.id };
      expect(await findOverseenRecharge(own, paid)).toBeUndefined();
      expect(idsOf(await listOverseenRecharges(own, {}, first))).toEqual([]);
      expect(idsOf(await listPaymentNotifications(own, {}, firstTold))).toEqual([]);
    }
    expect(() => readScope(actorOf(one), 'reconciliation.read')).toThrow();
  });
});

describe('what the providers’ doors were told', () => {
  it('is listed with what came of it, the newest first; of what nobody signed there is only the digest', async () => {
    const { rows } = await listPaymentNotifications(scope, {}, firstTold);
    expect(rows.map(({ outcome }) => outcome)).toEqual([
      ...['stale', 'bad_signature', 'unknown_payment', 'repeated', 'credited', 'wrong_amount'],
    ]);
    const [stale, forged, , , credited, wrong] = rows;
    const nothing = { rechargeId: null, notificationId: null, reference: null, amount: null };
    expect([stale, forged]).toMatchObject([nothing, nothing]);
    expect(credited).toMatchObject({ rechargeId: paid, reference: testReference(paid), amount: { minor: 10_000n } });
    expect(wrong).toMatchObject({ rechargeId: paid, amount: { minor: 9_999n, currency: 'CNY' } });
    expect(new Set(rows.map(({ sha256 }) => /^[0-9a-f]{64}$/.test(sha256)))).toEqual(new Set([true]));
  });

  it('is narrowed by outcome, by recharge and by the provider’s number', async () => {
    const outcomes = async (filter: object) =>
      (await listPaymentNotifications(scope, filter, firstTold)).rows.map(({ outcome }) => outcome);
    expect(await outcomes({ rechargeId: paid })).toEqual(['repeated', 'credited', 'wrong_amount']);
    expect(await outcomes({ outcome: 'stale' })).toEqual(['stale']);
    expect(await outcomes({ q: testReference(paid), outcome: 'repeated' })).toEqual(['repeated']);
    expect(await outcomes({ q: 'TP' })).toEqual([]);
  });

  it('can be narrowed to every outcome there is', async () => {
    const { rows } = await database().execute<{ definition: string }>(
      sql`select pg_get_constraintdef(oid) as definition from pg_constraint where conname = 'payment_notifications_outcome_check'`,
    );
    const known = [...(rows[0]?.definition ?? '').matchAll(/'([a-z_]+)'/g)].map(([, outcome]) => outcome);
    expect(known.toSorted()).toEqual([...notificationOutcomes].toSorted());
  });
});
