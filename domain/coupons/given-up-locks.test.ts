import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { readScope } from '@/domain/read-scope';
import { type Id, newId, uuidOf } from '@/lib/id';
import { lockFor } from '@/tests/coupon-use';
import { grant, issueTo, leftOf } from '@/tests/coupons';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { actorOf, freshKey, makeCustomer, seedWorld, type World, type WorldCustomer } from '@/tests/world';
import { listChosenCoupons } from './chosen-queries';
import { findCouponLife } from './coupon-life-queries';
import { listCoupons } from './coupon-queries';
import { findCoupons } from './operator-coupon-queries';
import { findOwnCoupon } from './own-coupon-queries';
import { listIssuedCoupons } from './partner-api-coupon-queries';
import { reclaimCoupons } from './reclaim-coupons';
import { takeBackCoupons } from './take-back-coupons';

let test: TestDatabase;
let world: World;
/** A coupon that an order has locked, and one whose order has neither paid nor given up for more than a day. */
let locked: Id<'coupon'>;
let givenUp: Id<'coupon'>;
let customer: WorldCustomer;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
});
beforeEach(async () => {
  customer = await makeCustomer(world.s1, `given-up-${freshKey()}`, 'resale');
  const quota = await grant(world, world.s1, '20.00');
  const issue = async () => (await issueTo(world.s1, quota, [customer], '10.00'))[0] ?? newId('coupon');
  [locked, givenUp] = [await issue(), await issue()];
  for (const id of [locked, givenUp]) await lockFor(customer, id);
  await test.owner.query(`update coupons set locked_at = now() - interval '25 hours' where id = $1`, [uuidOf(givenUp)]);
});
afterEach(booksAreRight);
afterAll(() => test.close());

it('a lock that was given up is shown as none, wherever it would keep somebody from taking the coupon back', async () => {
  const [partner, operator] = [
    readScope(actorOf(world.s1), 'coupons.read'),
    readScope(actorOf(world.operator), 'quotas.oversee'),
  ];
  const chosen = await listChosenCoupons(partner, [locked, givenUp]);
  expect(chosen.map(({ isLocked }) => isLocked)).toEqual([true, false]);
  const isLocked = new Map(
    [...(await listCoupons(partner, {}, { limit: 50 })).rows].map((row) => [row.id, row.lockOrderId]),
  );
  expect([isLocked.get(locked), isLocked.get(givenUp)]).toEqual([expect.any(String), null]);
  for (const [id, lock] of [
    [locked, expect.objectContaining({ orderId: isLocked.get(locked) })],
    [givenUp, null],
  ] as const)
    expect((await findCouponLife(partner, id))?.lock).toEqual(lock);
  const seen = new Map((await findCoupons(operator, [locked, givenUp])).map((row) => [row.id, row.lockOrderId]));
  expect([seen.get(locked), seen.get(givenUp)]).toEqual([isLocked.get(locked), null]);
  const everything = { offset: 0, limit: 100, created: {}, effective: {}, expires: {} };
  const wired = new Map((await listIssuedCoupons(partner, everything)).rows.map((row) => [row.id, row.lockOrderId]));
  expect([wired.get(locked), wired.get(givenUp)]).toEqual([isLocked.get(locked), null]);
  const own = readScope(actorOf(customer), 'coupons.own');
  expect((await findOwnCoupon(own, locked))?.lockOrderId).toBe(isLocked.get(locked));
  expect((await findOwnCoupon(own, givenUp))?.lockOrderId).toBeNull();
});

it.each(['the partner', 'the platform'])('such a coupon can be taken back by %s, the locked one not', async (who) => {
  const couponIds = [locked, givenUp];
  const outcome =
    who === 'the partner'
      ? await reclaimCoupons(actorOf(world.s1), freshKey(), { couponIds })
      : await takeBackCoupons(actorOf(world.operator), freshKey(), { couponIds, reason: 'move' });
  expect(outcome).toMatchObject({ ok: true });
  expect([await leftOf(locked), await leftOf(givenUp)]).toEqual([1_000n, 0n]);
});
