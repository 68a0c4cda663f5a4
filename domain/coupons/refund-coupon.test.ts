import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { asKind, type Id, newId, uuidOf } from '@/lib/id';
import { freshOrder, lockFor, payWith, refundTo } from '@/tests/coupon-use';
import { couponOf, grant, issueQuotaTo, issueTo, leftOf, letExpire, recordsOf } from '@/tests/coupons';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { answerAs, denied, expectRefused, makeChange } from '@/tests/relations';
import { grownBy, rowCounts } from '@/tests/row-counts';
import {
  actorOf,
  freshKey,
  makeCustomer,
  makeOrganization,
  seedWorld,
  type World,
  type WorldCustomer,
  type WorldOrganization,
} from '@/tests/world';
import { reclaimCoupons } from './reclaim-coupons';
import { reclaimQuotas } from './reclaim-quotas';
import { refundCoupon } from './refund-coupon';

let test: TestDatabase;
let world: World;
let quota: Id<'couponQuota'>;
let customer: WorldCustomer;
beforeAll(async () => {
  test = await freshDatabase({ max: 16 });
  world = await seedWorld();
  quota = await grant(world, world.s1, '100000.00');
  customer = await makeCustomer(world.s1, 'refund', 'resale');
});
afterEach(booksAreRight);
afterAll(() => test.close());

const refund = (id: Id<'coupon'>, orderId: string, amount: string, reason?: string) =>
  refundTo(world, id, orderId, amount, reason);
const couponFrom = async (from: Id<'couponQuota'>, of: WorldCustomer): Promise<Id<'coupon'>> => {
  const [id] = await issueTo(of.partner, from, [of], '100.00');
  if (!id) throw new Error('a coupon was issued');
  return id;
};
const coupon = () => couponFrom(quota, customer);
/** A coupon of a partner of its own, all of it used by an order. */
async function usedCoupon(partner: WorldOrganization, name: string) {
  const own = await makeCustomer(partner, name, 'resale');
  const from = await grant(world, partner, '100.00');
  const id = await couponFrom(from, own);
  return { own, from, id, orderId: await payWith(own, id, '100.00') };
}
const kindsOf = async (outcome: Awaited<ReturnType<typeof refund>>) => {
  if (!outcome.ok) throw new Error(outcome.code);
  return (await recordsOf(outcome.id)).map(({ kind }) => kind);
};

describe('refunding what was paid with a coupon', () => {
  it('makes it usable again, with one use less', async () => {
    const id = await coupon();
    const orderId = await payWith(customer, id, '100.00');
    const before = await rowCounts();
    const done = await refund(id, orderId, '100.00');
    expect(await kindsOf(done)).toEqual(['refund']);
    expect(grownBy(before, await rowCounts())).toMatchObject({
      ...{ ledger_transfers: 1, coupon_records: 1, audit_entries: 2, outbox_events: 1, command_receipts: 1 },
    });
    expect([await leftOf(id), await couponOf(id)]).toMatchObject([10_000n, { state: 'usable', uses: 0 }]);
    await payWith(customer, id, '100.00');
  });

  it('is never more in all than the order has used, whatever the coupon has otherwise', async () => {
    const id = await coupon();
    const [one, other] = [await payWith(customer, id, '30.00'), await payWith(customer, id, '20.00')];
    await expectRefused(() => refund(id, one, '30.01'), 'refund_above_use');
    await expectRefused(() => refund(id, freshOrder(), '0.01'), 'refund_above_use');
    expect(await refund(id, one, '10.00')).toMatchObject({ ok: true });
    expect(await refund(id, one, '20.00')).toMatchObject({ ok: true });
    await expectRefused(() => refund(id, one, '0.01'), 'refund_above_use');
    expect(await refund(id, other, '20.00')).toMatchObject({ ok: true });
    expect([await leftOf(id), (await couponOf(id)).uses]).toEqual([10_000n, 0]);
  });

  it.each(['unsubscribed', 'downgraded'])('is refused when the order was %s', async (reason) => {
    const id = await coupon();
    const orderId = await payWith(customer, id, '10.00');
    await expectRefused(() => refund(id, orderId, '10.00', reason), 'coupon_not_refundable');
  });

  it.each(['never_effective', 'failed', 'renewal_cancelled'])('is done when the order was %s', async (reason) => {
    const id = await coupon();
    const orderId = await payWith(customer, id, '10.00');
    expect(await refund(id, orderId, '10.00', reason)).toMatchObject({ ok: true });
  });

  it('is the platform’s, of its own quotas', async () => {
    const id = await coupon();
    const orderId = await payWith(customer, id, '10.00');
    const input = { couponId: id, orderId, amount: '1.00', reason: 'failed' };
    for (const who of [actorOf(customer), actorOf(world.s1), actorOf(world.operator, 'viewer')])
      await expectRefused(() => refundCoupon(who, freshKey(), input), 'not_permitted', denied);
    const another = await makeOrganization({ code: 'V2', kind: 'operator' });
    const asAnother = () => refundCoupon(actorOf(another), freshKey(), input);
    await expectRefused(asAnother, 'coupon_not_found', denied);
    await expectRefused(() => refund(newId('coupon'), orderId, '1.00'), 'coupon_not_found', denied);
    await expectRefused(() => refund(id, orderId, '0.00'), 'invalid_input');
  });

  it('[M4] acts once for one request; of fifty at once only as many as there is use for', async () => {
    const id = await coupon();
    const orderId = await payWith(customer, id, '100.00');
    const key = freshKey();
    const input = { couponId: id, orderId, amount: '10.00', reason: 'failed' };
    const same = await Promise.all(Array.from({ length: 50 }, () => refundCoupon(actorOf(world.operator), key, input)));
    expect(new Set(same.map((each) => each.ok && each.id)).size).toBe(1);
    expect(await leftOf(id)).toBe(1_000n);
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => refund(id, orderId, '25.00')));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(3);
    expect(await leftOf(id)).toBe(8_500n);
  });

  it('leaves a coupon used whose uses another order has taken since', async () => {
    const once = await grant(world, world.s1, '1000.00', { usesMax: 1 });
    const id = await couponFrom(once, customer);
    const one = await payWith(customer, id, '60.00');
    expect((await couponOf(id)).state).toBe('used');
    expect(await refund(id, one, '10.00')).toMatchObject({ ok: true });
    expect(await couponOf(id)).toMatchObject({ state: 'usable', uses: 0 });
    await payWith(customer, id, '50.00');
    // The order that was first has had its use back already.
    expect(await refund(id, one, '50.00')).toMatchObject({ ok: true });
    expect([await couponOf(id), await leftOf(id)]).toMatchObject([{ state: 'used', uses: 1 }, 5_000n]);
  });

  it('does not disturb the order that has the coupon now', async () => {
    const id = await coupon();
    const one = await payWith(customer, id, '60.00');
    const other = await lockFor(customer, id);
    expect(await refund(id, one, '60.00')).toMatchObject({ ok: true });
    expect([await couponOf(id), await leftOf(id)]).toMatchObject([{ lockOrderId: other, state: 'usable' }, 10_000n]);
  });
});

describe('what nobody could use any more goes on to the quota', () => {
  it('when the coupon has expired since', async () => {
    const { from, id, orderId } = await usedCoupon(world.s2, 'gone1');
    await letExpire(test, from);
    expect(await kindsOf(await refund(id, orderId, '100.00'))).toEqual(['refund', 'unsubscribe']);
    expect([await leftOf(id), await leftOf(from), (await couponOf(id)).state]).toEqual([0n, 10_000n, 'used']);
  });

  it('when it was reclaimed since', async () => {
    const own = await makeCustomer(world.s2, 'gone2', 'resale');
    const from = await grant(world, world.s2, '100.00');
    const id = await couponFrom(from, own);
    const orderId = await payWith(own, id, '40.00');
    expect(await reclaimCoupons(actorOf(world.s2), freshKey(), { couponIds: [id] })).toMatchObject({ ok: true });
    expect(await kindsOf(await refund(id, orderId, '40.00'))).toEqual(['refund', 'unsubscribe']);
    expect([await leftOf(id), await leftOf(from), (await couponOf(id)).state]).toEqual([0n, 10_000n, 'reclaimed']);
  });

  it('when the customer has left, and also when it has come back: it was another relation', async () => {
    const { own, from, id, orderId } = await usedCoupon(world.s2, 'gone3');
    expect(await answerAs(own, 'partner', await makeChange(own, 'customer'), true)).toMatchObject({ ok: true });
    expect(await kindsOf(await refund(id, orderId, '40.00'))).toEqual(['refund', 'unsubscribe']);
    await database()
      .insert(schema.associations)
      .values({
        ...{ id: newId('association'), organizationId: world.s2.id, rootId: world.s2.rootId },
        ...{ customerId: own.customerId, type: 'resale' },
      });
    expect(await kindsOf(await refund(id, orderId, '60.00'))).toEqual(['refund', 'unsubscribe']);
    expect([await leftOf(id), await leftOf(from), (await couponOf(id)).state]).toEqual([0n, 10_000n, 'used']);
  });

  it('when the relation is of another type now', async () => {
    const { own, from, id, orderId } = await usedCoupon(world.s2, 'gone4');
    expect(await answerAs(own, 'customer', await makeChange(own, 'partner', 'referral'), true)).toMatchObject({
      ok: true,
    });
    expect(await kindsOf(await refund(id, orderId, '100.00'))).toEqual(['refund', 'unsubscribe']);
    expect([await leftOf(id), await leftOf(from)]).toEqual([0n, 10_000n]);
  });

  it('and from a quota that was reclaimed on to where that was cut from', async () => {
    const { d1, r1a } = world;
    const parent = await grant(world, d1, '1000.00');
    const child = await issueQuotaTo(d1, parent, r1a, '100.00');
    const own = await makeCustomer(r1a, 'gone5', 'resale');
    const id = (await issueTo(r1a, child, [own], '50.00'))[0] ?? newId('coupon');
    const orderId = await payWith(own, id, '50.00');
    expect(await reclaimQuotas(actorOf(d1), freshKey(), { quotaIds: [child] })).toMatchObject({ ok: true });
    await letExpire(test, id);
    const done = await refund(id, orderId, '50.00');
    expect((await kindsOf(done)).toSorted()).toEqual(['quota_reclaim', 'refund', 'unsubscribe']);
    expect([await leftOf(id), await leftOf(child), await leftOf(parent)]).toEqual([0n, 0n, 100_000n]);
  });

  it('but not because somebody is frozen: it has been the customer’s', async () => {
    const { own, id, orderId } = await usedCoupon(world.s2, 'frozen');
    await database().execute(
      sql`update organizations set state = 'frozen', frozen_at = now() where id = ${uuidOf(asKind('organization', own.customerId))}::uuid`,
    );
    expect(await kindsOf(await refund(id, orderId, '100.00'))).toEqual(['refund']);
    expect([await leftOf(id), (await couponOf(id)).state]).toEqual([10_000n, 'usable']);
  });
});
