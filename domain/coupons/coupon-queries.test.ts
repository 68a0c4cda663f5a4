import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ReadScope, readScope } from '@/domain/read-scope';
import { pageRequest } from '@/lib/cursor';
import { type Id, uuidOf, wireIdOf } from '@/lib/id';
import { grant, issueQuotaTo, issueTo, leftOf, letExpire, quotaOf } from '@/tests/coupons';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { actorOf, freshKey, makeCustomer, seedWorld, type World, type WorldCustomer } from '@/tests/world';
import type { CouponFilter } from './coupon-filter';
import { couponNumber } from './coupon-number';
import { exportCoupons, listCoupons, sumCoupons } from './coupon-queries';
import { forecastExpiry, forecastSteps } from './forecast-queries';
import { reclaimCoupons } from './reclaim-coupons';

let test: TestDatabase;
let world: World;
let mine: WorldCustomer;
let other: WorldCustomer;
let quota: Id<'couponQuota'>;
/** Of S1, the oldest first: usable for `mine` and `other`, soon over, taken back, over though the books have not marked it, locked. */
let toMine: Id<'coupon'>;
let toOther: Id<'coupon'>;
let soon: Id<'coupon'>;
let back: Id<'coupon'>;
let over: Id<'coupon'>;
let locked: Id<'coupon'>;

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();

beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
  const { s1, d1, r1a } = world;
  mine = await makeCustomer(s1, 'mine', 'resale', { managerId: s1.users.sales });
  other = await makeCustomer(s1, 'other', 'resale');
  quota = await grant(world, s1, '1000.00');
  const one = async (customer: WorldCustomer, face: string, more = {}) => {
    const [coupon] = await issueTo(s1, quota, [customer], face, more);
    if (!coupon) throw new Error('a coupon was issued');
    return coupon;
  };
  toMine = await one(mine, '10.00');
  toOther = await one(other, '20.00');
  soon = await one(mine, '30.00', { expiresAt: inDays(10) });
  back = await one(other, '40.00');
  over = await one(other, '50.00');
  locked = await one(mine, '60.00', { expiresAt: inDays(40) });
  await reclaimCoupons(actorOf(s1), freshKey(), { couponIds: [back] });
  await test.owner.query(`update coupon_quotas set effective_at = now() - interval '3 days' where id = $1`, [
    uuidOf(quota),
  ]);
  await letExpire(test, over);
  await test.owner.query(`update coupons set lock_order_id = 'ORD-1', locked_at = now() where id = $1`, [
    uuidOf(locked),
  ]);
  const child = await issueQuotaTo(d1, await grant(world, d1, '100.00'), r1a, '50.00');
  const below = world.customers['R1a'];
  if (!below) throw new Error('R1a has customers');
  await issueTo(r1a, child, [below.one], '5.00');
});
afterEach(booksAreRight);
afterAll(() => test.close());

const scopeOf = (who: keyof Omit<World, 'customers'>, role: 'admin' | 'sales' = 'admin'): ReadScope =>
  readScope(actorOf(world[who], role), 'coupons.read');
const idsOf = async (filter: CouponFilter, scope = scopeOf('s1')) =>
  (await listCoupons(scope, filter, { limit: 50 })).rows.map(({ id }) => id);

/** Whatever comes, to the end. */
async function allOf<Row>(rows: AsyncIterable<Row>): Promise<Row[]> {
  const found: Row[] = [];
  for await (const row of rows) found.push(row);
  return found;
}

describe('issued coupons', () => {
  it('[T3] are those the partner has issued: a distributor does not see its reseller’s', async () => {
    expect(await idsOf({})).toEqual([locked, over, back, soon, toOther, toMine]);
    expect(await idsOf({}, scopeOf('r1a'))).toHaveLength(1);
    for (const stranger of ['d1', 'r1b', 's2', 'g1'] as const) {
      expect(await idsOf({}, scopeOf(stranger))).toEqual([]);
      expect(await idsOf({ number: couponNumber(toMine) }, scopeOf(stranger))).toEqual([]);
      expect(await idsOf({ quota }, scopeOf(stranger))).toEqual([]);
      expect(await idsOf({ customer: mine.customerId }, scopeOf(stranger))).toEqual([]);
    }
  });

  it('[T3] of people in sales are those of the customers they look after, in lists, sums, files and forecasts', async () => {
    const sales = scopeOf('s1', 'sales');
    expect(await idsOf({}, sales)).toEqual([locked, soon, toMine]);
    expect(await idsOf({ number: couponNumber(toOther) }, sales)).toEqual([]);
    expect(await idsOf({ customer: 'other' }, sales)).toEqual([]);
    expect((await sumCoupons(sales, {})).face.minor).toBe(10_000n);
    const found = await exportCoupons(sales, {});
    expect([found.count, (await allOf(found.rows)).length]).toEqual([3, 3]);
    const held = (await forecastExpiry(sales, 'month')).reduce((total, { coupons }) => total + coupons.minor, 0n);
    expect(held).toBe(9_000n);
  });

  it('are found by number, customer, quota, order and type', async () => {
    expect(await idsOf({ number: couponNumber(soon) })).toEqual([soon]);
    expect(await idsOf({ number: soon })).toEqual([soon]);
    expect(await idsOf({ number: 'CP1' })).toEqual([]);
    for (const text of [mine.customerId, wireIdOf(mine.customerId), 'CNRY-MINE', 'ｍｉｎｅ'])
      expect(await idsOf({ customer: text })).toEqual([locked, soon, toMine]);
    expect(await idsOf({ customer: '%' })).toEqual([]);
    expect(await idsOf({ quota: (await quotaOf(quota)).number })).toHaveLength(6);
    expect(await idsOf({ quota: '2026000000000000' })).toEqual([]);
    expect(await idsOf({ order: 'ORD-1' })).toEqual([locked]);
    expect(await idsOf({ order: 'ORD-2' })).toEqual([]);
    expect(await idsOf({ type: 'voucher', customer: 'other' })).toEqual([over, back, toOther]);
    expect(await idsOf({ type: 'cash' })).toEqual([]);
  });

  it('are found by their state as of now, several at once, and by how soon they expire', async () => {
    expect(await idsOf({ states: ['usable'] })).toEqual([locked, soon, toOther, toMine]);
    expect(await idsOf({ states: ['expired'] })).toEqual([over]);
    expect(await idsOf({ states: ['expired', 'reclaimed'] })).toEqual([over, back]);
    expect(await idsOf({ states: ['used'] })).toEqual([]);
    expect(await idsOf({ states: ['toString'] })).toEqual([]);
    expect((await listCoupons(scopeOf('s1'), { number: over }, { limit: 1 })).rows[0]?.state).toBe('expired');
    expect(await idsOf({ within: '7' })).toEqual([]);
    expect(await idsOf({ within: '15' })).toEqual([soon]);
    expect(await idsOf({ within: '30' })).toEqual([soon]);
    expect(await idsOf({ within: '400' })).toEqual([]);
  });

  it('are found by the days on which they were issued, begin and end', async () => {
    const dayOf = async (column: string, id: Id<'coupon'>): Promise<string> => {
      const { rows } = await test.owner.query<{ day: string }>(
        `select to_char(${column} at time zone 'Asia/Shanghai', 'YYYY-MM-DD') as day from coupons where id = $1`,
        [uuidOf(id)],
      );
      return rows[0]?.day ?? '';
    };
    const [today, end] = [await dayOf('created_at', soon), await dayOf('expires_at', soon)];
    expect(await idsOf({ createdFrom: today, createdTo: today })).toHaveLength(6);
    expect(await idsOf({ createdTo: await dayOf('expires_at', over) })).toEqual([]);
    expect(await idsOf({ expiresFrom: end, expiresTo: end })).toEqual([soon]);
    expect(await idsOf({ effectiveTo: await dayOf('effective_at', over) })).toEqual([over]);
    expect(await idsOf({ effectiveFrom: 'yesterday' })).toEqual([]);
  });

  it('add up to what is left in the ledger', async () => {
    const { count, isMore, face, left } = await sumCoupons(scopeOf('s1'), {});
    const lefts = await Promise.all([toMine, toOther, soon, back, over, locked].map(leftOf));
    expect([count, isMore, face.minor]).toEqual([6, false, 21_000n]);
    expect(left.minor).toBe(lefts.reduce((a, b) => a + b, 0n));
    const expired = await sumCoupons(scopeOf('s1'), { states: ['expired'] });
    expect([expired.count, expired.left.minor]).toEqual([1, 5_000n]);
  });

  it('are paged and taken out without a gap or a repeat where many have one instant and more arrive meanwhile', async () => {
    const g1 = await grant(world, world.g1, '100.00');
    const customers = await Promise.all(
      Array.from({ length: 7 }, (_, i) => makeCustomer(world.g1, `many${i}`, 'resale')),
    );
    const made = await issueTo(world.g1, g1, customers, '1.00');
    await test.owner.query('update coupons set created_at = $2 where organization_id = $1', [
      uuidOf(world.g1.id),
      (await quotaOf(g1)).createdAt,
    ]);
    const scope = scopeOf('g1');
    const found = await exportCoupons(scope, {});
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await listCoupons(scope, {}, pageRequest({ after }, { key: 'instant', id: 'coupon' }, 3));
      seen.push(...page.rows.map(({ id }) => id));
      after = page.after;
      await issueTo(world.g1, g1, customers.slice(0, 1), '1.00');
    } while (after);
    expect(seen).toEqual(made.toSorted().toReversed());
    expect([found.count, (await allOf(found.rows)).map(({ id }) => id)]).toEqual([7, seen]);
  });
});

describe('what expires when', () => {
  it('is told in twelve weeks or months from now, of quota and of coupons, the same as in the lists', async () => {
    const weeks = await forecastExpiry(scopeOf('s1'), 'week');
    const months = await forecastExpiry(scopeOf('s1'), 'month');
    expect([weeks.length, months.length]).toEqual([forecastSteps.week, forecastSteps.month]);
    const total = (buckets: typeof weeks, of: 'quota' | 'coupons') =>
      buckets.reduce((sum, one) => sum + one[of].minor, 0n);
    // The quota ends in a year, as do two of the coupons; what is over or taken back ends no more.
    expect([total(weeks, 'coupons'), total(weeks, 'quota')]).toEqual([9_000n, 0n]);
    expect(total(months, 'coupons')).toBe(9_000n);
    for (const { from, to, coupons } of weeks) {
      const listed = await sumCoupons(scopeOf('s1'), { states: ['usable'], expiresFrom: from, expiresTo: to });
      expect(listed.left.minor).toBe(coupons.minor);
    }
    for (const [index, { to }] of months.entries()) {
      const next = months[index + 1];
      if (next) expect(next.from > to).toBe(true);
    }
  });

  it('[T3] is nobody else’s, and leaves out what is over', async () => {
    const none = (await forecastExpiry(scopeOf('s2'), 'week')).every(
      ({ quota: q, coupons }) => q.minor + coupons.minor === 0n,
    );
    expect(none).toBe(true);
    const ending = await grant(world, world.s2, '12.00', { expiresAt: inDays(5) });
    const sumOf = async () =>
      (await forecastExpiry(scopeOf('s2'), 'week')).reduce((total, { quota: left }) => total + left.minor, 0n);
    expect(await sumOf()).toBe(1_200n);
    await letExpire(test, ending);
    expect(await sumOf()).toBe(0n);
  });
});
