import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ReadScope, readScope } from '@/domain/read-scope';
import { pageRequest } from '@/lib/cursor';
import { type Id, newId, uuidOf } from '@/lib/id';
import { grant, issueQuotaTo, issueTo, quotaOf } from '@/tests/coupons';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { actorOf, canary, freshKey, makeCustomer, seedWorld, type World, type WorldCustomer } from '@/tests/world';
import { findCouponLife } from './coupon-life-queries';
import { couponNumber } from './coupon-number';
import { issueCoupons } from './issue-coupons';
import { reclaimCoupons } from './reclaim-coupons';
import { reclaimQuotas } from './reclaim-quotas';
import type { RecordFilter } from './record-filter';
import { exportRecords, listRecords, sumRecords } from './record-queries';

let test: TestDatabase;
let world: World;
let mine: WorldCustomer;
let other: WorldCustomer;
let quota: Id<'couponQuota'>;
let child: Id<'couponQuota'>;
let toMine: Id<'coupon'>;
let toOther: Id<'coupon'>;

/** S1 issues to two of its own and in vain to a foreign customer, and reclaims one. D1 cuts a quota for R1a, which issues; the rest is taken back. */
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
  const { s1, d1, r1a } = world;
  mine = await makeCustomer(s1, 'mine', 'resale', { managerId: s1.users.sales });
  other = await makeCustomer(s1, 'other', 'resale');
  quota = await grant(world, s1, '1000.00', { remark: canary('V', 'remark') });
  const foreign = world.customers['S2']?.one.customerId;
  const outcome = await issueCoupons(actorOf(s1, 'finance'), freshKey(), {
    ...{ quotaId: quota, customerIds: [mine.customerId, foreign], faceValue: '10.00' },
    remark: canary('S1', 'remark'),
  });
  if (!outcome.ok) throw new Error(outcome.code);
  const [made] = (await listRecords(scopeOf('s1'), { customer: mine.customerId }, { limit: 1 })).rows;
  const [second] = await issueTo(s1, quota, [other], '20.00');
  if (!made?.coupon || !second) throw new Error('coupons were issued');
  [toMine, toOther] = [made.coupon.id, second];
  await reclaimCoupons(actorOf(s1), freshKey(), { couponIds: [toOther, newId('coupon')], remark: 'back' });

  child = await issueQuotaTo(d1, await grant(world, d1, '100.00'), r1a, '50.00', { remark: canary('D1', 'remark') });
  const below = world.customers['R1a'];
  if (!below) throw new Error('R1a has customers');
  await issueTo(r1a, child, [below.one], '5.00', { remark: canary('R1a', 'remark') });
  await reclaimQuotas(actorOf(d1), freshKey(), { quotaIds: [child], remark: canary('D1', 'remark') });
});
afterEach(booksAreRight);
afterAll(() => test.close());

const scopeOf = (who: keyof Omit<World, 'customers'>, role: 'admin' | 'sales' = 'admin'): ReadScope =>
  readScope(actorOf(world[who], role), 'coupons.read');
const rowsOf = async (filter: RecordFilter, scope = scopeOf('s1')) =>
  (await listRecords(scope, filter, { limit: 50 })).rows;
const kindsOf = async (filter: RecordFilter, scope = scopeOf('s1')) =>
  (await rowsOf(filter, scope)).map(({ kind, refusal }) => (refusal ? `${kind}!` : kind)).toSorted();
const everything = ['issue', 'issue', 'issue!', 'quota_grant', 'reclaim', 'reclaim!'];

/** Whatever comes, to the end. */
async function allOf<Row>(rows: AsyncIterable<Row>): Promise<Row[]> {
  const found: Row[] = [];
  for await (const row of rows) found.push(row);
  return found;
}

describe('operation records', () => {
  it('are the partner’s own, what was declined among them', async () => {
    expect(await kindsOf({})).toEqual(everything);
    expect(await kindsOf({}, scopeOf('d1'))).toEqual(['quota_grant', 'quota_issue', 'quota_reclaim']);
    expect(await kindsOf({}, scopeOf('s2'))).toEqual([]);
  });

  it('[T3] name nobody a partner asked for in vain, however they are looked for', async () => {
    const foreign = world.customers['S2']?.one.customerId;
    const [declined] = await rowsOf({ customer: foreign ?? '' });
    expect(declined).toMatchObject({ refusal: 'customer_not_found', customer: null, coupon: null });
    expect(await rowsOf({ customer: 'CNRY-S2' })).toEqual([]);
    expect(
      JSON.stringify(await rowsOf({}), (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value)),
    ).not.toMatch(/CNRY-(S2|V)/);
  });

  it('[T3] of quota cut for it a reseller sees too, without what else is its distributor’s', async () => {
    const rows = await rowsOf({}, scopeOf('r1a'));
    expect(rows.map(({ kind, by }) => [kind, by])).toEqual([
      ['quota_reclaim', 'distributor'],
      ['issue', 'person'],
      ['quota_issue', 'distributor'],
    ]);
    expect(rows.map((row) => row.quota?.id)).toEqual([child, child, child]);
    const text = JSON.stringify(rows, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value));
    expect(text).not.toMatch(/CNRY-D1/);
    expect(text).toContain(canary('R1a', 'remark'));
    expect(await rowsOf({}, scopeOf('r1b'))).toEqual([]);
    expect(await kindsOf({ operator: world.d1.users.admin }, scopeOf('r1a'))).toEqual([]);
    const above = await rowsOf({}, scopeOf('d1'));
    expect(above.map(({ reseller }) => reseller?.id ?? null)).toEqual([world.r1a.id, world.r1a.id, null]);
    expect(JSON.stringify(above.map(({ remark, customer }) => [remark, customer]))).not.toMatch(/CNRY-R1a/);
  });

  it('[T3] of people in sales are those of the customers they look after', async () => {
    const sales = scopeOf('s1', 'sales');
    expect(await kindsOf({}, sales)).toEqual(['issue']);
    expect(await kindsOf({ coupon: toOther }, sales)).toEqual([]);
    expect(await kindsOf({}, scopeOf('r1a', 'sales'))).toEqual([]);
    expect((await sumRecords(sales, {})).issued.minor).toBe(1_000n);
    expect(await allOf((await exportRecords(sales, {})).rows)).toHaveLength(1);
  });

  it('are found by kind, result, quota, coupon, customer, reseller, operator and day', async () => {
    expect(await kindsOf({ kind: 'reclaim' })).toEqual(['reclaim', 'reclaim!']);
    expect(await kindsOf({ kind: 'none' })).toEqual([]);
    expect(await kindsOf({ result: 'declined' })).toEqual(['issue!', 'reclaim!']);
    expect(await kindsOf({ result: 'done' })).toEqual(['issue', 'issue', 'quota_grant', 'reclaim']);
    expect(await kindsOf({ result: 'constructor' })).toEqual([]);
    expect(await kindsOf({ quota: (await quotaOf(quota)).number })).toEqual(everything.slice(0, 5));
    expect(await kindsOf({ quota: (await quotaOf(child)).number })).toEqual([]);
    expect(await kindsOf({ coupon: couponNumber(toOther) })).toEqual(['issue', 'reclaim']);
    expect(await kindsOf({ customer: 'cnry-mine' })).toEqual(['issue']);
    expect(await kindsOf({ reseller: world.r1a.id }, scopeOf('d1'))).toEqual(['quota_issue', 'quota_reclaim']);
    expect(await kindsOf({ reseller: 'R1b' }, scopeOf('d1'))).toEqual([]);
    expect(await kindsOf({ operator: world.s1.users.finance })).toEqual(['issue', 'issue!']);
    expect(await kindsOf({ operator: 'api' })).toEqual([]);
    expect(await kindsOf({ to: '2020-01-01' })).toEqual([]);
    expect(await kindsOf({ from: '2020-01-01', to: '2099-01-01' })).toEqual(everything);
  });

  it('add up, and are taken out whole: rows as many as the head says', async () => {
    const { count, issued, returned, used } = await sumRecords(scopeOf('s1'), {});
    expect([count, issued.minor, returned.minor, used.minor]).toEqual([6, 3_000n, 2_000n, 0n]);
    for (const scope of [scopeOf('s1'), scopeOf('r1a')]) {
      const found = await exportRecords(scope, {});
      const rows = await allOf(found.rows);
      expect(rows.map(({ id }) => id)).toEqual((await rowsOf({}, scope)).map(({ id }) => id));
      expect(found.count).toBe(rows.length);
    }
  });

  it('are paged without a gap or a repeat where many have one instant, also for a reseller', async () => {
    const customers = await Promise.all(
      Array.from({ length: 7 }, (_, i) => makeCustomer(world.r1b, `many${i}`, 'resale')),
    );
    const cut = await issueQuotaTo(world.d1, await grant(world, world.d1, '100.00'), world.r1b, '50.00');
    await issueTo(world.r1b, cut, customers, '1.00');
    const all = (await rowsOf({}, scopeOf('r1b'))).map(({ id }) => id);
    expect(all).toHaveLength(8);
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await listRecords(
        scopeOf('r1b'),
        {},
        pageRequest({ after }, { key: 'instant', id: 'couponRecord' }, 3),
      );
      seen.push(...page.rows.map(({ id }) => id));
      after = page.after;
      await issueTo(world.r1b, cut, customers.slice(0, 1), '1.00');
    } while (after && seen.length < 30);
    expect(seen).toEqual(all);
  });
});

describe('the life of a coupon', () => {
  it('is told from its issue to its end, each step with the balance after it', async () => {
    const life = await findCouponLife(scopeOf('s1'), toOther);
    expect(life).toMatchObject({ state: 'reclaimed', quota: { id: quota }, lock: null, awaitsReturn: false });
    expect(
      life?.events.map(({ kind, change, balanceAfter, by }) => [kind, change?.minor, balanceAfter?.minor, by]),
    ).toEqual([
      ['issue', 2_000n, 2_000n, 'person'],
      ['reclaim', -2_000n, 0n, 'person'],
    ]);
    expect(life?.events.at(-1)?.remark).toBe('back');
  });

  it('says which order has locked it, and that it is past its time before the books do', async () => {
    await test.owner.query(`update coupons set lock_order_id = 'ORD-9', locked_at = now() where id = $1`, [
      uuidOf(toMine),
    ]);
    expect((await findCouponLife(scopeOf('s1'), toMine))?.lock?.orderId).toBe('ORD-9');
    await test.owner.query(
      `with q as (update coupon_quotas set effective_at = now() - interval '2 days' where id = $2)
       update coupons set effective_at = now() - interval '2 days', expires_at = now() - interval '1 hour' where id = $1`,
      [uuidOf(toMine), uuidOf(quota)],
    );
    expect(await findCouponLife(scopeOf('s1'), toMine)).toMatchObject({ state: 'expired', awaitsReturn: true });
  });

  it('[T3] is nobody else’s, and not of people in sales who do not look after the customer', async () => {
    for (const stranger of ['s2', 'd1', 'g1'] as const)
      expect(await findCouponLife(scopeOf(stranger), toMine)).toBeUndefined();
    const [below] = (await rowsOf({ kind: 'issue' }, scopeOf('r1a'))).flatMap(({ coupon }) => coupon ?? []);
    expect(below && (await findCouponLife(scopeOf('d1'), below.id))).toBeUndefined();
    expect(below && (await findCouponLife(scopeOf('r1a'), below.id))).toMatchObject({
      remark: canary('R1a', 'remark'),
    });
    const sales = scopeOf('s1', 'sales');
    expect(await findCouponLife(sales, toOther)).toBeUndefined();
    expect(await findCouponLife(sales, toMine)).toMatchObject({ id: toMine });
    expect(await findCouponLife(scopeOf('s1'), newId('coupon'))).toBeUndefined();
  });
});
