import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { consumeCoupon } from '@/domain/coupons/consume-coupon';
import { expireCoupons } from '@/domain/coupons/expire-coupons';
import { lockCoupon } from '@/domain/coupons/lock-coupon';
import { reclaimQuotas } from '@/domain/coupons/reclaim-quotas';
import { joinPartner } from '@/domain/onboarding/join-partner';
import { newId, uuidOf } from '@/lib/id';
import { brokenAt } from '@/tests/broken-at';
import { lockFor, orderInput, payWith } from '@/tests/coupon-use';
import { couponOf, grant, issueQuotaTo, issueTo, leftOf, letExpire, quotaOf, recordsOf } from '@/tests/coupons';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { fullConsent, makeInvitation } from '@/tests/joining';
import { booksAreRight } from '@/tests/oracles';
import { answerAs, changeOf, makeChange, makeFundedCustomer, relationsOf } from '@/tests/relations';
import { grownBy, rowCounts } from '@/tests/row-counts';
import {
  actorOf,
  balanceOf,
  freshKey,
  fund,
  makeCustomer,
  seedWorld,
  type World,
  type WorldCustomer,
  type WorldOrganization,
} from '@/tests/world';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase({ max: 16 });
  world = await seedWorld();
  await fund(world, world.s1, '10000.00');
});
afterEach(booksAreRight);
afterAll(() => test.close());

/** A customer with money and five coupons of ten: whole, partly used, locked, used up, and one whose only use has left seven. */
async function fullCustomer(name: string) {
  const customer = await makeFundedCustomer(world.s1, name, '5.00');
  const quota = await grant(world, world.s1, '40.00');
  const once = await grant(world, world.s1, '10.00', { usesMax: 1 });
  const issue = async (from: typeof quota) =>
    (await issueTo(world.s1, from, [customer], '10.00'))[0] ?? newId('coupon');
  const coupons = [await issue(quota), await issue(quota), await issue(quota), await issue(quota), await issue(once)];
  const [, partly, locked, usedUp, usesGone] = coupons as [never, ...typeof coupons];
  await payWith(customer, partly ?? newId('coupon'), '4.00');
  const orderId = await lockFor(customer, locked ?? newId('coupon'));
  await payWith(customer, usedUp ?? newId('coupon'), '10.00');
  await payWith(customer, usesGone ?? newId('coupon'), '3.00');
  return { customer, quota, once, coupons, locked: locked ?? newId('coupon'), orderId };
}
const statesOf = async (coupons: Awaited<ReturnType<typeof fullCustomer>>['coupons']) =>
  Promise.all(coupons.map(async (id) => (await couponOf(id)).state));
const part = async (customer: WorldCustomer) => {
  const changeId = await makeChange(customer, 'customer');
  const outcome = await answerAs(customer, 'partner', changeId, true);
  if (!outcome.ok) throw new Error(outcome.code);
  return changeId;
};

describe('[L8] parting', () => {
  it('puts all that is left of coupons back, with the money and in the same transaction', async () => {
    const { customer, quota, once, coupons, locked, orderId } = await fullCustomer('part');
    const partnerHad = await balanceOf(world.s1);
    const changeId = await part(customer);
    const records = await recordsOf(changeId);
    expect(records.map(({ kind, amountMinor }) => `${kind} ${amountMinor}`).toSorted()).toEqual(
      ['unbind 1000', 'unbind 1000', 'unbind 600', 'unbind 700'].toSorted(),
    );
    expect(new Set(records.map(({ organizationId }) => organizationId))).toEqual(new Set([world.s1.id]));
    expect([await leftOf(quota), await leftOf(once)]).toEqual([2_600n, 700n]);
    expect(await statesOf(coupons)).toEqual(['reclaimed', 'reclaimed', 'reclaimed', 'used', 'used']);
    expect(await Promise.all(coupons.map(leftOf))).toEqual([0n, 0n, 0n, 0n, 0n]);
    expect([await balanceOf(customer), (await balanceOf(world.s1)) - partnerHad]).toEqual([0n, 500n]);
    // One moment of the database: what is in one transaction has one row version number.
    const { rows } = await database().execute<{ count: number }>(
      sql`select count(distinct t.xmin::text)::int as count from ledger_transfers t where t.id in (select transfer_id from coupon_records where operation_id = ${uuidOf(changeId)}::uuid
        union all select transfer_id from fund_adjustments where id = ${uuidOf(changeId)}::uuid)`,
    );
    expect(rows).toEqual([{ count: 1 }]);
    const [audit] = await database()
      .select()
      .from(schema.auditEntries)
      .where(sql`subject_id = ${changeId} and action = 'association_changes.answer'`);
    expect(audit?.detail).toMatchObject({ coupons: 4, couponAmount: '33.00', amount: '5.00' });
    // The order that had one has to do without.
    const pay = { couponId: locked, orderId, amount: '1.00' };
    const late = await consumeCoupon(actorOf(customer), freshKey(), pay);
    expect(late).toMatchObject({ ok: false, code: 'coupon_not_usable' });
  });

  it('by switching does the same under its own name, and keeps the customer', async () => {
    const { customer, quota } = await fullCustomer('switch');
    const changeId = await makeChange(customer, 'partner', 'referral');
    expect(await answerAs(customer, 'customer', changeId, true)).toMatchObject({ ok: true });
    expect(new Set((await recordsOf(changeId)).map(({ kind }) => kind))).toEqual(new Set(['switch']));
    expect(await leftOf(quota)).toBe(2_600n);
    expect(await relationsOf(customer)).toMatchObject([
      { endedReason: 'switched' },
      { type: 'referral', endedAt: null },
    ]);
  });

  it('moves nothing when the answer is no', async () => {
    const { customer, coupons } = await fullCustomer('no');
    const before = await statesOf(coupons);
    const changeId = await makeChange(customer, 'customer');
    expect(await answerAs(customer, 'partner', changeId, false)).toMatchObject({ ok: true });
    expect([await recordsOf(changeId), await statesOf(coupons)]).toEqual([[], before]);
  });

  it('passes on what comes back to a quota that was reclaimed, and leaves it in one that has expired', async () => {
    const { d1, r1a } = world;
    const parent = await grant(world, d1, '100.00');
    const [reclaimed, over] = [
      await issueQuotaTo(d1, parent, r1a, '30.00'),
      await issueQuotaTo(d1, parent, r1a, '30.00'),
    ];
    const customer = await makeCustomer(r1a, 'chain', 'resale');
    for (const quota of [reclaimed, over]) await issueTo(r1a, quota, [customer], '20.00');
    expect(await reclaimQuotas(actorOf(d1), freshKey(), { quotaIds: [reclaimed] })).toMatchObject({ ok: true });
    await letExpire(test, over);
    const changeId = await part(customer);
    expect((await recordsOf(changeId)).map(({ kind }) => kind).toSorted()).toEqual([
      'quota_reclaim',
      'unbind',
      'unbind',
    ]);
    expect(await Promise.all([reclaimed, over, parent].map(leftOf))).toEqual([0n, 3_000n, 7_000n]);
    // The job, which comes later, finds nothing to do.
    expect([await expireCoupons(), (await quotaOf(over)).state]).toEqual([0, 'normal']);
  });

  it('leaves everything as it was when one coupon cannot go back', async () => {
    const { customer, coupons } = await fullCustomer('braked');
    const changeId = await makeChange(customer, 'customer');
    const brake = (isOn: boolean) =>
      test.owner.query(
        'update ledger_balances set frozen = $1 where account_id = (select account_id from coupons where id = $2)',
        [isOn, uuidOf(coupons[1] ?? newId('coupon'))],
      );
    await brake(true);
    const [counts, states] = [await rowCounts(), await statesOf(coupons)];
    await expect(answerAs(customer, 'partner', changeId, true)).rejects.toThrow('exist, in one unit');
    expect([grownBy(counts, await rowCounts()), await statesOf(coupons)]).toEqual([{}, states]);
    expect([await balanceOf(customer), await relationsOf(customer)]).toMatchObject([500n, [{ endedAt: null }]]);
    expect(await changeOf(changeId)).toMatchObject({ state: 'submitted' });
    await brake(false);
    expect(await answerAs(customer, 'partner', changeId, true)).toMatchObject({ ok: true });
    expect(await recordsOf(changeId)).toHaveLength(4);
  });

  it.each(['before', 'after'] as const)(
    '[M10] broken off %s every second statement is done once',
    async (when) => {
      let isReached = true;
      let statements = 0;
      for (; isReached; statements += 2) {
        const customer = await makeFundedCustomer(world.s1, `m10-${when}-${statements}`, '1.00');
        const quota = await grant(world, world.s1, '10.00');
        await issueTo(world.s1, quota, [customer], '10.00');
        const changeId = await makeChange(customer, 'customer');
        // The command itself asks again, with the same key; should it give up, so does whoever asked.
        const key = freshKey();
        const answer = () => answerAs(customer, 'partner', changeId, true);
        isReached = await brokenAt(test, statements + 1, when, answer);
        const again = await answerAs(customer, 'partner', changeId, true);
        expect([key, again]).toMatchObject([key, { ok: false, code: 'change_not_open' }]);
        expect(await recordsOf(changeId)).toMatchObject([{ kind: 'unbind', amountMinor: 1_000n }]);
        expect([await leftOf(quota), await balanceOf(customer)]).toEqual([1_000n, 0n]);
      }
      expect(statements).toBeGreaterThan(15);
    },
    60_000,
  );
});

describe('a customer that becomes another partner’s', () => {
  const join = async (customer: WorldCustomer, partner: WorldOrganization) => {
    const { token } = await makeInvitation(partner);
    return joinPartner(actorOf(customer), freshKey(), { token, ...fullConsent() });
  };
  /** A relation that has ended with coupons left behind, as no command ever leaves one. */
  async function leftBehind(name: string) {
    const customer = await makeCustomer(world.s1, name, 'resale');
    const quota = await grant(world, world.s1, '30.00');
    const coupons = await issueTo(world.s1, quota, [customer], '10.00');
    await database().execute(sql`update associations set ended_at = clock_timestamp(), ended_reason = 'disassociated'
      where customer_id = ${uuidOf(customer.customerId)}::uuid`);
    return { customer, quota, coupons };
  }

  it('takes no coupons along: they go back to the partner they came from', async () => {
    const { customer, quota, coupons } = await leftBehind('net');
    const order = orderInput(coupons[0] ?? newId('coupon'), 'CS-net');
    const used = await lockCoupon(actorOf(customer), freshKey(), order);
    expect(used).toMatchObject({ ok: false, code: 'coupon_not_usable' });
    const joined = await join(customer, world.s2);
    if (!joined.ok) throw new Error(joined.code);
    const { rows } = await database().execute(
      sql`select kind, organization_id = ${uuidOf(world.s1.id)}::uuid as own, amount_minor::text as amount from coupon_records where operation_id = ${uuidOf(joined.id)}::uuid`,
    );
    expect(rows).toEqual([{ kind: 'associate', own: true, amount: '1000' }]);
    expect([await leftOf(quota), await statesOf(coupons)]).toEqual([3_000n, ['reclaimed']]);
  });

  it('keeps those of the partner itself, and has nothing recorded when it has none', async () => {
    const { customer, coupons } = await leftBehind('net2');
    const joined = await join(customer, world.s1);
    if (!joined.ok) throw new Error(joined.code);
    expect(await statesOf(coupons)).toEqual(['usable']);
    expect(await database().$count(schema.couponRecords, sql`operation_id = ${uuidOf(joined.id)}::uuid`)).toBe(0);
  });
});
