import { sql } from 'drizzle-orm';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { database, inTransaction } from '@/db/client';
import { type Id, newId, uuidOf } from '@/lib/id';
import { brokenAt } from '@/tests/broken-at';
import { freshOrder, lockFor, orderInput, payWith } from '@/tests/coupon-use';
import { couponOf, grant, issueQuotaTo, issueTo, leftOf, letExpire, quotaOf } from '@/tests/coupons';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { actorOf, freshKey, makeCustomer, seedWorld, type World, type WorldCustomer } from '@/tests/world';
import { expireCoupons } from './expire-coupons';
import { expireQuotas } from './expire-quotas';
import { issueCoupons } from './issue-coupons';
import { lockCoupon } from './lock-coupon';
import { reclaimQuotas } from './reclaim-quotas';
import { releaseCoupon } from './release-coupon';

let test: TestDatabase;
let world: World;
let customer: WorldCustomer;
beforeAll(async () => {
  test = await freshDatabase({ max: 16 });
  world = await seedWorld();
  customer = await makeCustomer(world.s1, 'expiry', 'resale');
});
afterEach(booksAreRight);
afterAll(() => test.close());

/** A step of the job until nothing is due. */
async function untilDone(step: () => Promise<number>): Promise<number> {
  let all = 0;
  for (let count = await step(); count > 0; count = await step()) all += count;
  return all;
}
/** A quota of a partner with that many coupons of ten yuan, all to one customer. */
async function quotaWith(count: number, of = customer) {
  const quota = await grant(world, of.partner, `${count * 10 + 5}.00`);
  const coupons: Id<'coupon'>[] = [];
  for (let n = 0; n < count; n += 1) coupons.push(...(await issueTo(of.partner, quota, [of], '10.00')));
  return { quota, coupons };
}
const kinds = async (ids: readonly Id<'coupon'>[]) => {
  const { rows } = await database().execute<{ kind: string; count: number; sum: string; people: number }>(
    sql`select kind, count(*)::int as count, sum(amount_minor)::text as sum, count(user_id)::int as people from coupon_records
      where coupon_id = any(${sql.param(ids.map(uuidOf))}::uuid[]) group by kind order by kind`,
  );
  return rows;
};

describe('the job that ends coupons', () => {
  it('puts what is left of those that are due back, and nothing else, once, with records, audit and events', async () => {
    const { quota, coupons } = await quotaWith(3);
    const [whole, partly, usedUp] = coupons as [Id<'coupon'>, Id<'coupon'>, Id<'coupon'>];
    const others = await quotaWith(1);
    await payWith(customer, partly, '4.00');
    await payWith(customer, usedUp, '10.00');
    await letExpire(test, quota);
    const before = await rowCounts();
    expect([await expireCoupons(), await expireCoupons()]).toEqual([2, 0]);
    expect(grownBy(before, await rowCounts())).toEqual({
      ...{ ledger_transfers: 2, ledger_entries: 4, coupon_records: 2, audit_entries: 2, outbox_events: 2 },
    });
    expect(await Promise.all(coupons.map(async (id) => (await couponOf(id)).state))).toEqual([
      'expired',
      'expired',
      'used',
    ]);
    expect([await leftOf(quota), await leftOf(whole), await leftOf(partly)]).toEqual([2_100n, 0n, 0n]);
    expect(await kinds(coupons)).toMatchObject([{ kind: 'expire', count: 2, sum: '1600', people: 0 }, {}, {}]);
    expect((await couponOf(others.coupons[0] ?? newId('coupon'))).state).toBe('usable');
    const { rows } = await database().execute(
      sql`select a.via, a.organization_id = ${uuidOf(world.s1.id)}::uuid as own, e.kind from audit_entries a join outbox_events e using (transfer_id)
        where a.action = 'coupons.expire' and a.subject_id = ${whole}`,
    );
    expect(rows).toEqual([{ via: 'job', own: true, kind: 'coupon.expired' }]);
  });

  it('puts back what is left of a coupon whose uses are gone; it stays used', async () => {
    const quota = await grant(world, world.s1, '10.00', { usesMax: 1 });
    const [id = newId('coupon')] = await issueTo(world.s1, quota, [customer], '10.00');
    await payWith(customer, id, '1.00');
    await letExpire(test, quota);
    expect([await expireCoupons(), await expireCoupons()]).toEqual([1, 0]);
    expect([(await couponOf(id)).state, await leftOf(id), await leftOf(quota)]).toEqual(['used', 0n, 900n]);
  });

  it('waits for an order that has a coupon: until it lets go, or has given up', async () => {
    const { quota, coupons } = await quotaWith(2);
    const [released, forgotten] = coupons as [Id<'coupon'>, Id<'coupon'>];
    const orderId = await lockFor(customer, released);
    await lockFor(customer, forgotten);
    await letExpire(test, quota);
    expect(await expireCoupons()).toBe(0);
    await releaseCoupon(actorOf(customer), freshKey(), { couponId: released, orderId });
    expect([await expireCoupons(), await expireCoupons()]).toEqual([1, 0]);
    await test.owner.query(`update coupons set locked_at = now() - interval '25 hours' where id = $1`, [
      uuidOf(forgotten),
    ]);
    expect([await expireCoupons(), await expireCoupons()]).toEqual([1, 0]);
    expect(await couponOf(forgotten)).toMatchObject({ state: 'expired', lockOrderId: null });
    expect(await leftOf(quota)).toBe(2_500n);
  });

  it('[L10] passes on what comes back to a quota that was reclaimed', async () => {
    const { d1, r1a } = world;
    const parent = await grant(world, d1, '100.00');
    const child = await issueQuotaTo(d1, parent, r1a, '30.00');
    const own = await makeCustomer(r1a, 'expiry2', 'resale');
    const [id = newId('coupon')] = await issueTo(r1a, child, [own], '20.00');
    await reclaimQuotas(actorOf(d1), freshKey(), { quotaIds: [child] });
    await letExpire(test, id);
    expect(await expireCoupons()).toBe(1);
    expect([await leftOf(id), await leftOf(child), await leftOf(parent)]).toEqual([0n, 0n, 10_000n]);
  });

  it('shares 1,000 coupons between several at once, and does none of them twice', async () => {
    const people = await Promise.all(
      Array.from({ length: 50 }, (_, n) => makeCustomer(world.s2, `many${n}`, 'resale')),
    );
    const customerIds = people.map(({ customerId }) => customerId);
    const quota = await grant(world, world.s2, '1000.00');
    const byKey = actorOf(world.s2, 'admin', { via: 'api_key' });
    for (let round = 0; round < 20; round += 1) {
      const outcome = await issueCoupons(byKey, freshKey(), { quotaId: quota, customerIds, faceValue: '1.00' });
      expect(outcome).toMatchObject({ ok: true });
    }
    expect(await leftOf(quota)).toBe(0n);
    await letExpire(test, quota);
    const before = await rowCounts();
    const counts = await Promise.all(Array.from({ length: 4 }, () => untilDone(expireCoupons)));
    const rest = await untilDone(expireCoupons);
    expect(counts.reduce((sum, count) => sum + count, rest)).toBe(1000);
    expect(grownBy(before, await rowCounts())).toEqual({
      ...{
        ledger_transfers: 1000,
        ledger_entries: 2000,
        coupon_records: 1000,
        audit_entries: 1000,
        outbox_events: 1000,
      },
    });
    expect(await leftOf(quota)).toBe(100_000n);
  }, 60_000);

  it('is not held up by one that cannot be done, nor by many: these are done once they can be', async () => {
    const { quota, coupons } = await quotaWith(5);
    const other = await quotaWith(1, await makeCustomer(world.g1, 'expiry3', 'resale'));
    const [bad = newId('coupon')] = coupons;
    // The brake on one account: nothing moves from or to it.
    const brake = (isOn: boolean) =>
      test.owner.query(
        `update ledger_balances set frozen = $1 where account_id = (select account_id from coupons where id = $2)`,
        [isOn, uuidOf(bad)],
      );
    await brake(true);
    await letExpire(test, quota);
    await letExpire(test, other.quota);
    expect(await untilDone(expireCoupons)).toBe(5);
    expect([(await couponOf(bad)).state, await leftOf(bad)]).toEqual(['usable', 1_000n]);
    await brake(false);
    expect([await expireCoupons(), await expireCoupons()]).toEqual([1, 0]);
    expect(await leftOf(quota)).toBe(5_500n);
  });

  it.each(['before', 'after'] as const)(
    '[M10] broken off %s any statement leaves all or nothing, and the next run does the rest',
    async (when) => {
      let isReached = true;
      let statements = 0;
      for (; isReached; statements += 1) {
        const { quota, coupons } = await quotaWith(2);
        await letExpire(test, quota);
        isReached = await brokenAt(test, statements + 1, when, expireCoupons);
        const left = await leftOf(quota);
        expect([500n, 2_500n]).toContain(left);
        expect(await Promise.all(coupons.map(leftOf))).toEqual(left === 500n ? [1_000n, 1_000n] : [0n, 0n]);
        expect(await untilDone(expireCoupons)).toBe(left === 500n ? 2 : 0);
        expect(await leftOf(quota)).toBe(2_500n);
        expect(await kinds(coupons)).toMatchObject([
          { kind: 'expire', count: 2 },
          { kind: 'issue', count: 2 },
        ]);
      }
      expect(statements).toBeGreaterThan(10);
    },
  );

  it('passes by what another holds, and takes it up when it is free', async () => {
    const { quota, coupons } = await quotaWith(2);
    const [held = newId('coupon')] = coupons;
    await letExpire(test, quota);
    await inTransaction(async (tx) => {
      await tx.execute(sql`select 1 from coupons where id = ${uuidOf(held)}::uuid for update`);
      expect(await expireCoupons()).toBe(1);
    });
    expect([await expireCoupons(), await expireCoupons()]).toEqual([1, 0]);
  });

  it('leaves a coupon alone that an order has locked a moment before', async () => {
    const { quota, coupons } = await quotaWith(1);
    const [id = newId('coupon')] = coupons;
    const client = new pg.Client({ connectionString: test.ownerUrl });
    await client.connect();
    try {
      await letExpire(test, quota);
      // Somebody is just locking it: the job has seen it unlocked by the time it is held.
      await client.query('begin');
      await client.query(`select 1 from coupon_quotas where id = $1 for no key update`, [uuidOf(quota)]);
      await client.query(`update coupons set lock_order_id = 'CS1', locked_at = now() where id = $1`, [uuidOf(id)]);
      const running = expireCoupons();
      const waiting =
        'select from pg_stat_activity where datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0';
      await expect.poll(async () => (await test.owner.query(waiting)).rows.length).toBeGreaterThan(0);
      await client.query('commit');
      expect(await running).toBe(0);
      expect(await couponOf(id)).toMatchObject({ state: 'usable', lockOrderId: 'CS1' });
    } finally {
      await client.end();
    }
    await test.owner.query(`update coupons set lock_order_id = null, locked_at = null where id = $1`, [uuidOf(id)]);
    expect(await expireCoupons()).toBe(1);
  });

  it('and its customer cannot use what is due, run or not', async () => {
    const { quota, coupons } = await quotaWith(1);
    const [id = newId('coupon')] = coupons;
    await letExpire(test, quota);
    const ask = () => lockCoupon(actorOf(customer), freshKey(), orderInput(id, freshOrder()));
    expect(await ask()).toMatchObject({ ok: false, code: 'coupon_not_in_force' });
    expect(await expireCoupons()).toBe(1);
    expect(await ask()).toMatchObject({ ok: false, code: 'coupon_not_usable' });
  });
});

describe('the job that ends quotas', () => {
  it('marks those that are due, whatever their state but the last ones, once, and leaves the balance', async () => {
    await untilDone(expireQuotas);
    const ids = [];
    for (let n = 0; n < 3; n += 1) ids.push(await grant(world, world.s1, '7.00'));
    const [normal = newId('couponQuota'), frozen = newId('couponQuota')] = ids;
    await test.owner.query(`update coupon_quotas set state = 'frozen', state_reason = 'Why' where id = $1`, [
      uuidOf(frozen),
    ]);
    for (const id of [normal, frozen]) await letExpire(test, id);
    const before = await rowCounts();
    expect([await expireQuotas(), await expireQuotas()]).toEqual([2, 0]);
    expect(grownBy(before, await rowCounts())).toEqual({ audit_entries: 2, outbox_events: 2 });
    expect(await Promise.all(ids.map(async (id) => (await quotaOf(id)).state))).toEqual([
      'invalid',
      'invalid',
      'normal',
    ]);
    expect([await leftOf(normal), (await quotaOf(frozen)).stateReason]).toEqual([700n, 'Why']);
    const { rows } = await database().execute(
      sql`select a.via, e.kind, e.payload ->> 'amount' as amount from audit_entries a join outbox_events e using (subject_id) where a.action = 'quotas.expire' and e.kind = 'quota.expired' and a.subject_id = ${normal}`,
    );
    expect(rows).toEqual([{ via: 'job', kind: 'quota.expired', amount: '7.00' }]);
  });

  it('does each once, however many run', async () => {
    for (let n = 0; n < 30; n += 1) await letExpire(test, await grant(world, world.s1, '1.00'));
    const before = await rowCounts();
    const counts = await Promise.all(Array.from({ length: 4 }, () => untilDone(expireQuotas)));
    expect(counts.reduce((sum, count) => sum + count, 0) + (await untilDone(expireQuotas))).toBe(30);
    expect(grownBy(before, await rowCounts())).toEqual({ audit_entries: 30, outbox_events: 30 });
  });

  it.each([
    ['before', [expireQuotas, expireCoupons]],
    ['after', [expireCoupons, expireQuotas]],
  ] as const)('comes to the same %s the coupons', async (_when, order) => {
    const { quota, coupons } = await quotaWith(2);
    await letExpire(test, quota);
    for (const step of order) await untilDone(step);
    expect([(await quotaOf(quota)).state, await leftOf(quota)]).toEqual(['invalid', 2_500n]);
    expect(await kinds(coupons)).toMatchObject([{ kind: 'expire', count: 2, sum: '2000' }, { kind: 'issue' }]);
  });
});
