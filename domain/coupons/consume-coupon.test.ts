import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { database } from '@/db/client';
import { type Id, newId, uuidOf } from '@/lib/id';
import { freshOrder, lockFor, payWith } from '@/tests/coupon-use';
import { couponOf, grant, issueTo, leftOf, letExpire, recordsOf } from '@/tests/coupons';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { denied, expectRefused } from '@/tests/relations';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { actorOf, freshKey, makeCustomer, seedWorld, type World, type WorldCustomer } from '@/tests/world';
import { consumeCoupon } from './consume-coupon';
import { reclaimCoupons } from './reclaim-coupons';

let test: TestDatabase;
let world: World;
let quota: Id<'couponQuota'>;
let customer: WorldCustomer;
beforeAll(async () => {
  test = await freshDatabase({ max: 16 });
  world = await seedWorld();
  quota = await grant(world, world.s1, '100000.00');
  customer = await makeCustomer(world.s1, 'use', 'resale');
});
afterEach(booksAreRight);
afterAll(() => test.close());

const pay = (who: WorldCustomer, couponId: Id<'coupon'>, orderId: string, amount: string, key = freshKey()) =>
  consumeCoupon(actorOf(who), key, { couponId, orderId, amount });
const coupon = async (from = quota, of = customer): Promise<Id<'coupon'>> => {
  const [id] = await issueTo(of.partner, from, [of], '100.00');
  if (!id) throw new Error('a coupon was issued');
  return id;
};
const spent = async (): Promise<bigint> => {
  const { rows } = await database().execute<{ net: string }>(
    sql`select coalesce(sum(b.credits_minor - b.debits_minor), 0) as net from ledger_balances b join ledger_accounts a on a.id = b.account_id
      where a.purpose = 'coupon_spent' and a.owner_id = ${uuidOf(world.operator.id)}::uuid`,
  );
  return BigInt(rows[0]?.net ?? -1);
};

describe('paying with a coupon', () => {
  it('[M27] moves the value to the platform, with its record, audit and event, and unlocks the rest', async () => {
    const id = await coupon();
    const [orderId, had] = [await lockFor(customer, id), await spent()];
    const before = await rowCounts();
    const done = await pay(customer, id, orderId, '30.00');
    if (!done.ok) throw new Error(done.code);
    expect(grownBy(before, await rowCounts())).toMatchObject({
      ...{ ledger_transfers: 1, ledger_entries: 2, coupon_records: 1 },
      ...{ audit_entries: 2, outbox_events: 1, command_receipts: 1 },
    });
    expect([await leftOf(id), (await spent()) - had]).toEqual([7_000n, 3_000n]);
    expect(await couponOf(id)).toMatchObject({
      ...{ state: 'usable', uses: 1, orderId, lockOrderId: null, lockedAt: null },
      lastUsedAt: expect.any(Date),
    });
    expect(await recordsOf(done.id)).toMatchObject([
      {
        ...{ kind: 'use', organizationId: world.s1.id, quotaId: quota, couponId: id, orderId, amountMinor: 3_000n },
        ...{ customerId: customer.customerId, actingOrganizationId: customer.id, userId: customer.users.admin },
      },
    ]);
    // What is left can be used by another order, down to nothing.
    await payWith(customer, id, '70.00');
    expect([await leftOf(id), (await couponOf(id)).state, (await couponOf(id)).uses]).toEqual([0n, 'used', 2]);
  });

  it('[M4] acts once for one request, and once of fifty at once', async () => {
    const id = await coupon();
    const orderId = await lockFor(customer, id);
    const key = freshKey();
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => pay(customer, id, orderId, '10.00', key)));
    expect(new Set(outcomes.map((each) => each.ok && each.id)).size).toBe(1);
    expect(await leftOf(id)).toBe(9_000n);
    const next = await lockFor(customer, id);
    const others = await Promise.all(Array.from({ length: 50 }, () => pay(customer, id, next, '10.00')));
    expect(others.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await leftOf(id)).toBe(8_000n);
  });

  it('ends a coupon whose uses are gone, whatever it has left', async () => {
    const once = await grant(world, world.s1, '1000.00', { usesMax: 2 });
    const id = await coupon(once);
    await payWith(customer, id, '10.00');
    expect((await couponOf(id)).state).toBe('usable');
    await payWith(customer, id, '10.00');
    expect([(await couponOf(id)).state, await leftOf(id)]).toEqual(['used', 8_000n]);
  });

  it('is refused without the lock of this very order, and for more than there is', async () => {
    const id = await coupon();
    await expectRefused(() => pay(customer, id, 'CS-1', '1.00'), 'coupon_not_locked');
    const orderId = await lockFor(customer, id);
    await expectRefused(() => pay(customer, id, 'CS-1', '1.00'), 'coupon_not_locked');
    await expectRefused(() => pay(customer, id, orderId, '100.01'), 'coupon_short');
    for (const amount of ['0', '-1.00', '0.001', '1e2', ''])
      await expectRefused(() => pay(customer, id, orderId, amount), 'invalid_input');
    expect(await pay(customer, id, orderId, '100.00')).toMatchObject({ ok: true });
    await expectRefused(() => pay(customer, id, orderId, '1.00'), 'coupon_not_usable');
  });

  it('is refused to everybody but the customer, like for what does not exist', async () => {
    const id = await coupon();
    const orderId = await lockFor(customer, id);
    const stranger = await makeCustomer(world.s1, 'use2', 'resale');
    await expectRefused(() => pay(stranger, id, orderId, '1.00'), 'coupon_not_found', denied);
    await expectRefused(() => pay(customer, newId('coupon'), orderId, '1.00'), 'coupon_not_found', denied);
    const input = { couponId: id, orderId, amount: '1.00' };
    for (const who of [actorOf(world.s1), actorOf(world.operator), actorOf(customer, 'sales')])
      await expectRefused(() => consumeCoupon(who, freshKey(), input), 'not_permitted', denied);
  });

  it('is refused to who was frozen since the lock, and to customers of a frozen partner', async () => {
    const own = await makeCustomer(world.s1, 'use3', 'resale');
    const id = await coupon(quota, own);
    const orderId = await lockFor(own, id);
    const set = (who: Id<'organization'>, state: string) =>
      database().execute(sql`update organizations set state = ${state}, frozen_at = case ${state} when 'frozen' then now() end
        where id = ${uuidOf(who)}::uuid`);
    await set(own.id, 'frozen');
    await expectRefused(() => pay(own, id, orderId, '1.00'), 'customer_frozen');
    await set(own.id, 'active');
    await set(world.s1.id, 'frozen');
    await expectRefused(() => pay(own, id, orderId, '1.00'), 'partner_frozen');
    await set(world.s1.id, 'active');
    expect(await pay(own, id, orderId, '1.00')).toMatchObject({ ok: true });
  });

  it('goes on past the end for an order that locked it in time, but not for one that has given up', async () => {
    const other = await grant(world, world.s2, '500.00');
    const own = await makeCustomer(world.s2, 'use4', 'resale');
    const [inTime, givenUp] = [await coupon(other, own), await coupon(other, own)];
    const orders = [await lockFor(own, inTime), await lockFor(own, givenUp)] as const;
    await letExpire(test, other);
    await test.owner.query(`update coupons set locked_at = now() - interval '25 hours' where id = $1`, [
      uuidOf(givenUp),
    ]);
    expect(await pay(own, inTime, orders[0], '10.00')).toMatchObject({ ok: true });
    await expectRefused(() => pay(own, givenUp, orders[1], '10.00'), 'coupon_not_in_force');
  });

  it('keeps money that the platform has reclaimed meanwhile out of reach', async () => {
    const id = await coupon();
    const orderId = freshOrder();
    expect(await reclaimCoupons(actorOf(world.s1), freshKey(), { couponIds: [id] })).toMatchObject({ ok: true });
    await expectRefused(() => pay(customer, id, orderId, '1.00'), 'coupon_not_usable');
  });
});
