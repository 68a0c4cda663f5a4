import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { database } from '@/db/client';
import { type Id, newId, uuidOf } from '@/lib/id';
import { money } from '@/lib/money';
import { freshOrder, lockFor, orderInput, payWith, refundTo } from '@/tests/coupon-use';
import { couponOf, grant, inAYear, issueTo, letExpire } from '@/tests/coupons';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { customerActor, denied, expectRefused } from '@/tests/relations';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { actorOf, freshKey, makeCustomer, seedWorld, type World, type WorldCustomer } from '@/tests/world';
import { consumeCoupon } from './consume-coupon';
import { lockCoupon } from './lock-coupon';
import { whyNotForOrder } from './order-limits';
import { reclaimCoupons } from './reclaim-coupons';
import { releaseCoupon } from './release-coupon';

let test: TestDatabase;
let world: World;
let quota: Id<'couponQuota'>;
let customer: WorldCustomer;
beforeAll(async () => {
  test = await freshDatabase({ max: 16 });
  world = await seedWorld();
  quota = await grant(world, world.s1, '100000.00');
  customer = await makeCustomer(world.s1, 'lock', 'resale');
});
afterEach(booksAreRight);
afterAll(() => test.close());

const lock = (who: WorldCustomer, couponId: Id<'coupon'>, orderId: string, more = {}) =>
  lockCoupon(actorOf(who), freshKey(), orderInput(couponId, orderId, more));
const release = (who: WorldCustomer, couponId: Id<'coupon'>, orderId: string) =>
  releaseCoupon(actorOf(who), freshKey(), { couponId, orderId });
const coupon = async (more: Readonly<Record<string, unknown>> = {}, of = customer): Promise<Id<'coupon'>> => {
  const [id] = await issueTo(world.s1, quota, [of], '100.00', more);
  if (!id) throw new Error('a coupon was issued');
  return id;
};
/** The lock of an order that neither paid nor gave up. Nobody in the application could make it older. */
const letLockGrowOld = (id: Id<'coupon'>) =>
  test.owner.query(`update coupons set locked_at = now() - interval '25 hours' where id = $1`, [uuidOf(id)]);
const freeze = (who: { readonly id: Id<'organization'> }, state: 'frozen' | 'active') =>
  database().execute(
    sql`update organizations set state = ${state}, frozen_at = case ${state} when 'frozen' then now() end where id = ${uuidOf(who.id)}::uuid`,
  );

describe('locking a coupon for an order', () => {
  it('keeps it for the order, with its audit and nothing else; once for one request', async () => {
    const id = await coupon();
    const before = await rowCounts();
    const key = freshKey();
    const input = orderInput(id, 'CS-1');
    expect(await lockCoupon(actorOf(customer), key, input)).toEqual({ ok: true, id, replayed: false });
    expect(await lockCoupon(actorOf(customer), key, input)).toEqual({ ok: true, id, replayed: true });
    expect(grownBy(before, await rowCounts())).toEqual({ audit_entries: 1, command_receipts: 1 });
    const { lockOrderId, lockedAt, state, uses } = await couponOf(id);
    expect([lockOrderId, state, uses]).toEqual(['CS-1', 'usable', 0]);
    expect(lockedAt).not.toBeNull();
    // The same order asks again: the lock stays as it is.
    expect(await lock(customer, id, 'CS-1')).toMatchObject({ ok: true, replayed: false });
    expect((await couponOf(id)).lockedAt).toEqual(lockedAt);
  });

  it('is refused while another order has it', async () => {
    const id = await coupon();
    await lockFor(customer, id);
    await expectRefused(() => lock(customer, id, freshOrder()), 'coupon_locked');
  });

  it('is refused for what is not the customer’s, like for what does not exist', async () => {
    const theirs = await coupon({}, await makeCustomer(world.s1, 'lock2', 'resale'));
    await expectRefused(() => lock(customer, theirs, 'CS-3'), 'coupon_not_found', denied);
    await expectRefused(() => lock(customer, newId('coupon'), 'CS-3'), 'coupon_not_found', denied);
    const asPartner = () => lockCoupon(actorOf(world.s1), freshKey(), orderInput(theirs, 'CS-3'));
    await expectRefused(asPartner, 'not_permitted', denied);
    const asViewer = () => lockCoupon(actorOf(customer, 'viewer'), freshKey(), orderInput(theirs, 'CS-3'));
    await expectRefused(asViewer, 'not_permitted', denied);
  });

  it('is refused for what has been used, reclaimed, has expired or is not effective yet', async () => {
    const [used, reclaimed, over] = [await coupon(), await coupon(), await coupon()];
    await payWith(customer, used, '100.00');
    await reclaimCoupons(actorOf(world.s1), freshKey(), { couponIds: [reclaimed] });
    const later = await coupon({ effectiveAt: new Date(Date.now() + 86_400_000).toISOString(), expiresAt: inAYear });
    await expectRefused(() => lock(customer, used, freshOrder()), 'coupon_not_usable');
    await expectRefused(() => lock(customer, reclaimed, freshOrder()), 'coupon_not_usable');
    await expectRefused(() => lock(customer, later, freshOrder()), 'coupon_not_in_force');
    await letExpire(test, over);
    await expectRefused(() => lock(customer, over, freshOrder()), 'coupon_not_in_force');
  });

  it('is refused to who is frozen, by the platform or the partner, and to the customers of a frozen partner', async () => {
    const own = await makeCustomer(world.s1, 'lock3', 'resale');
    const id = await coupon({}, own);
    await freeze(own, 'frozen');
    await expectRefused(() => lock(own, id, 'CS-4'), 'customer_frozen');
    await freeze(own, 'active');
    await freeze(world.s1, 'frozen');
    await expectRefused(() => lock(own, id, 'CS-4'), 'partner_frozen');
    await freeze(world.s1, 'active');
    await database().execute(sql`update associations set freeze_level = 'account', frozen_at = now(), freeze_reason = 'Test'
      where customer_id = ${uuidOf(own.customerId)}::uuid`);
    await expectRefused(() => lock(own, id, 'CS-4'), 'customer_frozen');
  });

  it('is refused for arrears, the marketplace, and an order below the minimum; a minimum that is met will do', async () => {
    const id = await coupon({ minOrder: '500.00' });
    await expectRefused(() => lock(customer, id, freshOrder(), { orderAmount: '499.99' }), 'order_below_minimum');
    await expectRefused(() => lock(customer, id, freshOrder(), { isForArrears: true }), 'order_outside_limits');
    await expectRefused(() => lock(customer, id, freshOrder(), { isMarketplace: 'yes' }), 'order_outside_limits');
    expect(await lock(customer, id, freshOrder(), { orderAmount: '500.00' })).toMatchObject({ ok: true });
  });

  it('takes one coupon for an order, also of two at once, and also after the first was used', async () => {
    const ids = [await coupon(), await coupon(), await coupon(), await coupon()];
    const [used, second] = ids;
    if (!used || !second) throw new Error('there are coupons');
    const orderId = freshOrder();
    const outcomes = await Promise.all(ids.map((id) => lock(customer, id, orderId)));
    expect(outcomes.map((each) => (each.ok ? 'locked' : each.code)).toSorted()).toEqual([
      'locked',
      ...Array.from({ length: 3 }, () => 'order_has_coupon'),
    ]);
    // The order of another customer may have the same number.
    const other = await makeCustomer(world.s1, 'lock4', 'resale');
    expect(await lock(other, await coupon({}, other), orderId)).toMatchObject({ ok: true });

    const paid = freshOrder();
    const [one, another] = [await coupon(), await coupon()];
    await payWith(customer, one, '40.00', paid);
    await expectRefused(() => lock(customer, another, paid), 'order_has_coupon');
    // The rest of the same coupon will do; and so will another once the first was given back.
    expect(await lock(customer, one, paid)).toMatchObject({ ok: true });
    await release(customer, one, paid);
    expect(await refundTo(world, one, paid, '40.00')).toMatchObject({ ok: true });
    expect(await lock(customer, another, paid)).toMatchObject({ ok: true });
  });

  it('does not let an order take a second coupon while it pays with the first', async () => {
    for (let round = 0; round < 10; round += 1) {
      const [one, another] = [await coupon(), await coupon()];
      const orderId = await lockFor(customer, one);
      const [paid, second] = await Promise.all([
        consumeCoupon(actorOf(customer), freshKey(), { couponId: one, orderId, amount: '100.00' }),
        lock(customer, another, orderId),
      ]);
      expect([paid.ok, second]).toMatchObject([true, { ok: false, code: 'order_has_coupon' }]);
    }
  });

  it('[M4] of fifty orders at once gives it to one', async () => {
    const id = await coupon();
    const outcomes = await Promise.all(Array.from({ length: 50 }, (_, n) => lock(customer, id, `CS-50-${n}`)));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(new Set(outcomes.map((each) => (each.ok ? 'ok' : each.code)))).toEqual(new Set(['ok', 'coupon_locked']));
  });

  it('gives a coupon that an order has given up to the next that asks, or back to the partner', async () => {
    const [taken, reclaimed] = [await coupon(), await coupon()];
    const orders = [await lockFor(customer, taken), await lockFor(customer, reclaimed)];
    const reclaim = () => reclaimCoupons(actorOf(world.s1), freshKey(), { couponIds: [reclaimed] });
    await expectRefused(reclaim, 'coupon_locked');
    await letLockGrowOld(taken);
    await letLockGrowOld(reclaimed);
    const next = freshOrder();
    expect(await lock(customer, taken, next)).toMatchObject({ ok: true });
    expect((await couponOf(taken)).lockOrderId).toBe(next);
    expect(await reclaim()).toMatchObject({ ok: true });
    for (const [index, couponId] of [taken, reclaimed].entries()) {
      const late = { couponId, orderId: orders[index], amount: '1.00' };
      const code = couponId === taken ? 'coupon_not_locked' : 'coupon_not_usable';
      await expectRefused(() => consumeCoupon(actorOf(customer), freshKey(), late), code);
    }
  });
});

describe('releasing a coupon', () => {
  it('lets another order have it; once for one request', async () => {
    const id = await coupon();
    const orderId = await lockFor(customer, id);
    const before = await rowCounts();
    const key = freshKey();
    const input = { couponId: id, orderId };
    expect(await releaseCoupon(actorOf(customer), key, input)).toEqual({ ok: true, id, replayed: false });
    expect(await releaseCoupon(actorOf(customer), key, input)).toEqual({ ok: true, id, replayed: true });
    expect(grownBy(before, await rowCounts())).toEqual({ audit_entries: 1, command_receipts: 1 });
    expect(await couponOf(id)).toMatchObject({ lockOrderId: null, lockedAt: null, state: 'usable' });
    expect(await lock(customer, id, freshOrder())).toMatchObject({ ok: true });
  });

  it('is the business of the order that locked it, and of its customer, frozen or not', async () => {
    const own = await makeCustomer(world.s1, 'release', 'resale');
    const id = await coupon({}, own);
    await expectRefused(() => release(own, id, 'CS-9'), 'coupon_not_locked');
    const orderId = await lockFor(own, id);
    await expectRefused(() => release(own, id, 'CS-9'), 'coupon_not_locked');
    await expectRefused(() => release(customer, id, orderId), 'coupon_not_found', denied);
    const asViewer = () => releaseCoupon(actorOf(own, 'viewer'), freshKey(), { couponId: id, orderId });
    await expectRefused(asViewer, 'not_permitted', denied);
    await freeze(own, 'frozen');
    expect(await releaseCoupon(customerActor(own), freshKey(), { couponId: id, orderId })).toMatchObject({ ok: true });
  });

  it('[M4] counts once of fifty at once, and of a release and a payment at once one', async () => {
    const id = await coupon();
    const orderId = await lockFor(customer, id);
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => release(customer, id, orderId)));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    for (let round = 0; round < 10; round += 1) {
      const again = await lockFor(customer, id);
      const pay = { couponId: id, orderId: again, amount: '1.00' };
      const both = await Promise.all([release(customer, id, again), consumeCoupon(actorOf(customer), freshKey(), pay)]);
      expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    }
  });

  it('after its time lets the coupon go the way of all others', async () => {
    const other = await grant(world, world.s2, '100.00');
    const own = await makeCustomer(world.s2, 'release2', 'resale');
    const [id] = await issueTo(world.s2, other, [own], '100.00');
    if (!id) throw new Error('a coupon was issued');
    const orderId = await lockFor(own, id);
    await letExpire(test, id);
    expect(await release(own, id, orderId)).toMatchObject({ ok: true });
    await expectRefused(() => lock(own, id, orderId), 'coupon_not_in_force');
  });
});

describe('what an order has to be like', () => {
  type Order = Parameters<typeof whyNotForOrder>[1];
  const limits = {
    serviceTypes: ['a', 'b'],
    productIds: ['p'],
    orderTypes: ['new'],
    chargingMode: 'on_demand',
    combinable: false,
    usesMax: null,
  } as const;
  const fits = {
    orderAmount: money(100n, 'CNY'),
    orderType: 'new',
    chargingMode: 'on_demand',
    serviceTypes: ['a'],
    productIds: ['p'],
    hasDiscount: false,
    isForArrears: false,
    isMarketplace: false,
  } satisfies Order;
  const ask = (changes: object) => whyNotForOrder({ limits, minOrderMinor: 100n }, { ...fits, ...changes });

  it.each<[string, object]>([
    ['serviceTypes', { serviceTypes: ['a', 'c'] }],
    ['serviceTypes', { serviceTypes: [] }],
    ['productIds', { productIds: ['p', 'q'] }],
    ['productIds', { productIds: [] }],
    ['orderType', { orderType: 'renew' }],
    ['chargingMode', { chargingMode: 'yearly_monthly' }],
    ['hasDiscount', { hasDiscount: true }],
    ['isForArrears', { isForArrears: true }],
    ['isMarketplace', { isMarketplace: true }],
  ])('%s outside the limits is named', (member, changes) => {
    expect(ask(changes)).toEqual({ code: 'order_outside_limits', fields: { [member]: 'out_of_bounds' } });
  });

  it('inside them, and without limits, is fine', () => {
    expect(ask({})).toBeUndefined();
    expect(ask({ serviceTypes: ['b', 'a'] })).toBeUndefined();
    const open = { ...limits, serviceTypes: [], productIds: [], orderTypes: [], chargingMode: 'any', combinable: true };
    const other = { ...fits, serviceTypes: ['z'], orderType: 'change' as const, hasDiscount: true } satisfies Order;
    expect(whyNotForOrder({ limits: { ...open, chargingMode: 'any' }, minOrderMinor: 0n }, other)).toBeUndefined();
  });
});
