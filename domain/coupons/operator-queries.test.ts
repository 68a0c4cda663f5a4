import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ReadScope, readScope } from '@/domain/read-scope';
import { decodeCursor } from '@/lib/cursor';
import { type Id, newId } from '@/lib/id';
import { money } from '@/lib/money';
import { grant, inMonths, issueQuotaTo, issueTo, leftOf, letExpire, quotaOf } from '@/tests/coupons';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { actorOf, freshKey, seedWorld, type World } from '@/tests/world';
import { couponNumber } from './coupon-number';
import { grantQuota } from './grant-quota';
import { issueCoupons } from './issue-coupons';
import { findCoupons, listEveryCoupon } from './operator-coupon-queries';
import { findGrantedQuota, listEveryQuota, type OperatorQuotaFilter, sumEveryQuota } from './operator-quota-queries';
import { explainBalance, listCouponRecords, listOperationRecords, listQuotaRecords } from './operator-record-queries';
import { reclaimCoupons } from './reclaim-coupons';
import { reclaimQuotas } from './reclaim-quotas';
import { setQuotaState } from './set-quota-state';
import { takeBackCoupons } from './take-back-coupons';

let test: TestDatabase;
let world: World;
let scope: ReadScope;
/** Of the distributor, of its reseller, of a solution provider. */
let parent: Id<'couponQuota'>;
let child: Id<'couponQuota'>;
let own: Id<'couponQuota'>;
let coupons: Id<'coupon'>[];
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
  scope = readScope(actorOf(world.operator), 'quotas.oversee');
  const { one, two } = world.customers['R1a'] ?? {};
  if (!one || !two) throw new Error('R1a has customers');
  parent = await grant(world, world.d1, '1000.00', { effectiveAt: '2026-01-01', expiresAt: inMonths(6) });
  child = await issueQuotaTo(world.d1, parent, world.r1a, '400.00');
  const other = await issueQuotaTo(world.d1, parent, world.r1b, '50.00');
  await reclaimQuotas(actorOf(world.d1), freshKey(), { quotaIds: [other] });
  own = await grant(world, world.s1, '70.00', { type: 'cash', expiresAt: inMonths(9) });
  coupons = await issueTo(world.r1a, child, [one, two], '30.00', { remark: 'R1a’s own words' });
  await reclaimCoupons(actorOf(world.r1a), freshKey(), { couponIds: coupons.slice(0, 1) });
});
afterEach(booksAreRight);
afterAll(() => test.close());

const page = { limit: 50 };
const idsOf = async (filter: OperatorQuotaFilter) =>
  (await listEveryQuota(scope, filter, page)).rows.map(({ id }) => id);

describe('the platform’s list of quotas', () => {
  it('has every partner’s, the newest first, each with its value, balance and parent', async () => {
    const { rows } = await listEveryQuota(scope, {}, page);
    expect(rows).toHaveLength(4);
    expect(rows[0]).toMatchObject({ id: own, type: 'cash', parent: null, owner: { id: world.s1.id } });
    expect(rows.find(({ id }) => id === child)).toMatchObject({
      ...{ state: 'normal', value: money(40_000n, 'CNY'), balance: money(37_000n, 'CNY') },
      ...{ parent: { id: parent, number: (await quotaOf(parent)).number }, owner: { kind: 'reseller' } },
    });
  });

  it('is filtered by number, partner, id, state, type, kind, organization and end, and added up', async () => {
    const { number, expiresAt } = await quotaOf(own);
    for (const q of [number, number.slice(-6), 'cnry-s1', ` ${own} `, world.s1.id])
      expect(await idsOf({ q })).toEqual([own]);
    expect(await idsOf({ q: '%' })).toEqual([]);
    expect(await idsOf({ state: 'reclaimed' })).toHaveLength(1);
    expect(await idsOf({ type: 'cash' })).toEqual([own]);
    expect(await idsOf({ kind: 'distributor' })).toEqual([parent]);
    expect(await idsOf({ organizationId: world.r1a.id })).toEqual([child]);
    const day = new Date(expiresAt.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
    expect(await idsOf({ expires: { from: day, to: day } })).toEqual([own]);
    expect(await idsOf({ expires: { from: 'soon' } })).toEqual([]);
    expect(await sumEveryQuota(scope, {})).toEqual({
      ...{
        count: 4,
        isMore: false,
        granted: money(107_000n, 'CNY'),
        balance: money(60_000n + 37_000n + 7_000n, 'CNY'),
      },
    });
    expect(await sumEveryQuota(scope, { q: 'nobody of this name' })).toMatchObject({
      count: 0,
      granted: money(0n, 'CNY'),
    });
  });

  it('shows what is over as invalid before the books say so, in filters too', async () => {
    const over = await grant(world, world.s2, '5.00');
    await letExpire(test, over);
    expect(await idsOf({ q: over, state: 'invalid' })).toEqual([over]);
    expect(await idsOf({ q: over, state: 'normal' })).toEqual([]);
  });

  it('is paged without leaving any out or repeating any', async () => {
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const cursor = decodeCursor(after, { key: 'instant', id: 'couponQuota' });
      const next = await listEveryQuota(scope, {}, { limit: 2, after: cursor });
      seen.push(...next.rows.map(({ id }) => id));
      after = next.after;
    } while (after);
    expect(seen).toEqual(await idsOf({}));
  });

  it('knows what a request key has granted', async () => {
    const key = freshKey();
    const input = { organizationId: world.g1.id, type: 'voucher', amount: '1.00', expiresAt: inMonths(2) };
    const outcome = await grantQuota(actorOf(world.operator), key, input);
    expect(outcome).toMatchObject({ ok: true, id: await findGrantedQuota(scope, key) });
    expect(await findGrantedQuota(scope, freshKey())).toBeUndefined();
  });
});

describe('how a balance came about', () => {
  it.each(['parent', 'child', 'own'] as const)('is explained by its records: %s', async (which) => {
    const id = { parent, child, own }[which];
    const found = await explainBalance(scope, id, 'CNY');
    if (!found) throw new Error('the operator sees it');
    const { valueMinor } = await quotaOf(id);
    const sum = valueMinor - found.cut.minor + found.cutBack.minor - found.takenBack.minor;
    expect(sum - found.issued.minor + found.returned.minor).toBe(await leftOf(id));
    const { rows } = await listQuotaRecords(scope, id, page);
    expect(rows.reduce((total, { amount }) => total + amount.minor, 0n)).toBe(await leftOf(id));
  });

  it('leaves out what was declined, which its records show with the reason', async () => {
    const customerIds = [world.customers['R1a']?.one.customerId, newId('customer')];
    const before = await explainBalance(scope, child, 'CNY');
    await issueCoupons(actorOf(world.r1a), freshKey(), { quotaId: child, customerIds, faceValue: '1.00' });
    const { rows } = await listQuotaRecords(scope, child, page);
    expect(rows.slice(0, 2).map(({ refusal, amount }) => [refusal, amount.minor])).toEqual(
      expect.arrayContaining([
        [null, -100n],
        ['customer_not_found', 0n],
      ]),
    );
    expect((await explainBalance(scope, child, 'CNY'))?.issued.minor).toBe((before?.issued.minor ?? 0n) + 100n);
  });

  it('says who it was, and keeps a partner’s remarks to the partner', async () => {
    const { rows } = await listQuotaRecords(scope, child, page);
    const issue = rows.find(({ kind, couponId }) => kind === 'issue' && couponId === coupons[1]);
    expect(issue).toMatchObject({
      ...{ by: 'CNRY-R1a-user-admin', remark: null, amount: money(-3_000n, 'CNY') },
      otherSide: { kind: 'customer', name: 'CNRY-R1a-2-name' },
    });
    expect(rows.at(-1)).toMatchObject({ kind: 'quota_issue', otherSide: { kind: 'reseller', id: world.r1a.id } });
  });
});

describe('the platform’s list of coupons', () => {
  const found = async (filter: Parameters<typeof listEveryCoupon>[1]) =>
    (await listEveryCoupon(scope, filter, page)).rows.map(({ id }) => id);

  it('is searched by number, customer, partner, quota and state', async () => {
    const [back, kept] = coupons;
    if (!back || !kept) throw new Error('there are coupons');
    for (const q of [couponNumber(kept), couponNumber(kept).toLowerCase(), kept])
      expect(await found({ q })).toEqual([kept]);
    expect(await found({ q: 'cnry-r1a-2', type: 'voucher' })).toEqual([kept]);
    const all = await found({ q: 'cnry-r1a' });
    expect(all).toEqual(expect.arrayContaining([back, kept]));
    expect(await found({ q: (await quotaOf(child)).number })).toEqual(all);
    expect(await found({ q: child })).toEqual(all);
    expect(await found({ state: 'reclaimed' })).toEqual([back]);
    expect(await found({ type: 'cash' })).toEqual([]);
  });

  it('shows what is over as expired before the books say so', async () => {
    const quota = await grant(world, world.s1, '5.00', { effectiveAt: '2026-01-01' });
    const customer = world.customers['S1']?.one;
    if (!customer) throw new Error('S1 has customers');
    const [over] = await issueTo(world.s1, quota, [customer], '5.00');
    if (!over) throw new Error('there is a coupon');
    await letExpire(test, over);
    expect(await found({ q: over, state: 'expired' })).toEqual([over]);
    expect(await found({ q: over, state: 'usable' })).toEqual([]);
    expect(await findCoupons(scope, [over, newId('coupon')])).toMatchObject([{ id: over, state: 'expired' }]);
  });

  it('tells the life of one, and what a request came to', async () => {
    const customer = world.customers['R1a']?.one;
    if (!customer) throw new Error('R1a has customers');
    const [id] = await issueTo(world.r1a, child, [customer], '2.00');
    if (!id) throw new Error('there is a coupon');
    const input = { couponIds: [id, newId('coupon')], reason: 'move', remark: 'The operator’s' };
    const outcome = await takeBackCoupons(actorOf(world.operator), freshKey(), input);
    if (!outcome.ok) throw new Error(outcome.code);
    expect(
      (await listCouponRecords(scope, id)).map(({ kind, amount, remark }) => [kind, amount.minor, remark]),
    ).toEqual([
      ['move', -200n, 'The operator’s'],
      ['issue', 200n, null],
    ]);
    const records = await listOperationRecords(scope, outcome.id);
    expect(new Set(records.map(({ refusal }) => refusal))).toEqual(new Set([null, 'coupon_not_found']));
  });
});

it('[T1] nobody but the operator is shown any of it', async () => {
  await setQuotaState(actorOf(world.operator), freshKey(), { quotaId: own, state: 'frozen', reason: 'Test' });
  for (const who of [world.s1, world.d1, world.r1a]) {
    const theirs = readScope(actorOf(who), 'coupons.read');
    expect((await listEveryQuota(theirs, {}, page)).rows).toEqual([]);
    expect((await sumEveryQuota(theirs, {})).count).toBe(0);
    expect((await listEveryCoupon(theirs, {}, page)).rows).toEqual([]);
    expect(await findCoupons(theirs, coupons)).toEqual([]);
    expect(await explainBalance(theirs, own, 'CNY')).toBeUndefined();
    expect((await listQuotaRecords(theirs, own, page)).rows).toEqual([]);
    for (const id of coupons) expect(await listCouponRecords(theirs, id)).toEqual([]);
  }
});
