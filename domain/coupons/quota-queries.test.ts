import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ReadScope, readScope } from '@/domain/read-scope';
import { pageRequest } from '@/lib/cursor';
import { asKind, bareId, type Id, newId, uuidOf } from '@/lib/id';
import { grant, issueQuotaTo, issueTo, leftOf, quotaOf } from '@/tests/coupons';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { actorOf, freshKey, makeCustomer, seedWorld, type World } from '@/tests/world';
import { couponIdOf, couponNumber } from './coupon-number';
import { listIssuedQuotas, sumIssuedQuotas } from './issued-quota-queries';
import { explainQuota } from './quota-balance-queries';
import { findQuota } from './quota-detail-queries';
import type { IssuedQuotaFilter, QuotaFilter } from './quota-filter';
import { listQuotas, sumQuotas } from './quota-queries';
import { reclaimCoupons } from './reclaim-coupons';
import { reclaimQuotas } from './reclaim-quotas';
import { setQuotaState } from './set-quota-state';

let test: TestDatabase;
let world: World;
type Quota = Id<'couponQuota'>;
/** Of D1: usable, cash, frozen, not in force, and one that is over with 70 left; the books have not marked it. */
let big: Quota;
let cash: Quota;
let frozen: Quota;
let later: Quota;
let over: Quota;
/** Cut from `big` for R1a and R1b, from `cash` for R1a, and one from `big` that was taken back. */
let forA: Quota;
let forB: Quota;
let cashForA: Quota;
let takenBack: Quota;

beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
  const { d1, r1a, r1b, operator } = world;
  big = await grant(world, d1, '1000.00');
  cash = await grant(world, d1, '500.00', { type: 'cash' });
  frozen = await grant(world, d1, '300.00');
  later = await grant(world, d1, '200.00', { effectiveAt: new Date(Date.now() + 86_400_000).toISOString() });
  over = await grant(world, d1, '100.00');
  const customers = world.customers['D1'];
  if (!customers) throw new Error('D1 has customers');
  await issueTo(d1, over, [customers.one], '30.00');
  // In one statement, so that the coupon does not outlive its quota by a moment.
  await test.owner.query(
    `with past as (update coupon_quotas set effective_at = now() - interval '2 days', expires_at = now() - interval '1 day' where id = $1)
     update coupons set effective_at = now() - interval '2 days', expires_at = now() - interval '1 day' where quota_id = $1`,
    [uuidOf(over)],
  );
  await setQuotaState(actorOf(operator), freshKey(), { quotaId: frozen, state: 'frozen', reason: 'why' });
  forA = await issueQuotaTo(d1, big, r1a, '100.00');
  forB = await issueQuotaTo(d1, big, r1b, '50.00');
  cashForA = await issueQuotaTo(d1, cash, r1a, '20.00');
  takenBack = await issueQuotaTo(d1, big, r1b, '10.00');
  await reclaimQuotas(actorOf(d1), freshKey(), { quotaIds: [takenBack] });
  await grant(world, world.d2, '7.00');
});
afterEach(booksAreRight);
afterAll(() => test.close());

const scopeOf = (who: keyof Omit<World, 'customers'>, role: 'admin' | 'sales' = 'admin'): ReadScope =>
  readScope(actorOf(world[who], role), 'coupons.read');
const idsOf = async (filter: QuotaFilter, scope = scopeOf('d1')) =>
  (await listQuotas(scope, filter, { limit: 50 })).rows.map(({ id }) => id);
const issuedOf = async (filter: IssuedQuotaFilter, scope = scopeOf('d1')) =>
  (await listIssuedQuotas(scope, filter, { limit: 50 })).rows.map(({ id }) => id);

describe('a partner’s quotas', () => {
  it('[T3] are its own: not those of its resellers, its distributor or anybody else', async () => {
    expect(await idsOf({})).toEqual([over, later, frozen, cash, big]);
    expect(await idsOf({}, scopeOf('r1a'))).toEqual([cashForA, forA]);
    expect(await idsOf({}, scopeOf('r2a'))).toEqual([]);
    expect(await idsOf({ number: (await quotaOf(big)).number }, scopeOf('d2'))).toEqual([]);
    expect(await idsOf({ number: big }, scopeOf('r1a'))).toEqual([]);
  });

  it('are found by number, type and state as of now, also by several states', async () => {
    expect(await idsOf({ number: ` ${(await quotaOf(cash)).number} ` })).toEqual([cash]);
    expect(await idsOf({ number: big })).toEqual([big]);
    expect(await idsOf({ number: '%' })).toEqual([]);
    expect(await idsOf({ type: 'cash' })).toEqual([cash]);
    expect(await idsOf({ type: 'none' })).toEqual([]);
    expect((await quotaOf(over)).state).toBe('normal');
    expect(await idsOf({ states: ['invalid'] })).toEqual([over]);
    expect(await idsOf({ states: ['normal'] })).toEqual([later, cash, big]);
    expect(await idsOf({ states: ['frozen', 'invalid'] })).toEqual([over, frozen]);
    expect(await idsOf({ states: ['none'] })).toEqual([]);
    expect(await idsOf({ states: [] })).toHaveLength(5);
  });

  it('are found by the days on which they were made, begin and end, where the reader is', async () => {
    const { rows } = await test.owner.query<{ today: string; gone: string }>(
      `select to_char(created_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD') as today, to_char(expires_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD') as gone
         from coupon_quotas where id = $1`,
      [uuidOf(over)],
    );
    const { today = '', gone = '' } = rows[0] ?? {};
    expect(await idsOf({ createdFrom: today, createdTo: today })).toHaveLength(5);
    expect(await idsOf({ createdTo: gone })).toEqual([]);
    expect(await idsOf({ expiresFrom: gone, expiresTo: gone })).toEqual([over]);
    expect(await idsOf({ effectiveTo: gone })).toEqual([over]);
    expect(await idsOf({ effectiveFrom: today })).toEqual([later, frozen, cash, big]);
    expect(await idsOf({ expiresFrom: 'soon' })).toEqual([]);
  });

  it('add up: what was given, what can be issued, what is lost in what is over, and what waits', async () => {
    const minor = async (filter: QuotaFilter) => {
      const { count, value, usable, unusable, waiting } = await sumQuotas(scopeOf('d1'), filter);
      return [count, value.minor, usable.minor, unusable.minor, waiting.minor];
    };
    expect(await minor({})).toEqual([5, 210_000n, 85_000n + 48_000n, 7_000n, 50_000n]);
    expect(await minor({ states: ['invalid'] })).toEqual([1, 10_000n, 0n, 7_000n, 0n]);
    const lefts = await Promise.all([big, cash, frozen, later, over].map(leftOf));
    expect(lefts.reduce((a, b) => a + b, 0n)).toBe(85_000n + 48_000n + 7_000n + 50_000n);
  });

  it('are paged without a gap or a repeat where many have one instant', async () => {
    const many = await Promise.all(Array.from({ length: 7 }, () => grant(world, world.g1, '1.00')));
    await test.owner.query(
      'update coupon_quotas set created_at = (select min(created_at) from coupon_quotas) where organization_id = $1',
      [uuidOf(world.g1.id)],
    );
    const seen: string[] = [];
    const back: string[] = [];
    let after: string | undefined;
    let before: string | undefined;
    do {
      const page = await listQuotas(
        scopeOf('g1'),
        {},
        pageRequest({ after }, { key: 'instant', id: 'couponQuota' }, 3),
      );
      seen.push(...page.rows.map(({ id }) => id));
      ({ after, before } = { after: page.after, before: page.before ?? before });
    } while (after);
    expect(seen).toEqual(many.toSorted().toReversed());
    while (before) {
      const page = await listQuotas(
        scopeOf('g1'),
        {},
        pageRequest({ before }, { key: 'instant', id: 'couponQuota' }, 3),
      );
      back.unshift(...page.rows.map(({ id }) => id));
      before = page.before;
    }
    expect(seen.slice(0, back.length)).toEqual(back);
  });
});

describe('what a distributor has cut for its resellers', () => {
  it('[T3] is seen by the distributor only, and not by its people in sales', async () => {
    expect(await issuedOf({})).toEqual([takenBack, cashForA, forB, forA]);
    expect(await issuedOf({}, scopeOf('d1', 'sales'))).toEqual([]);
    for (const other of ['d2', 'r1a', 's1', 'g1'] as const) expect(await issuedOf({}, scopeOf(other))).toEqual([]);
    expect(await findQuota(scopeOf('d1', 'sales'), forA)).toBeUndefined();
    expect(await findQuota(scopeOf('d1'), forA)).toMatchObject({ isOwn: false, parent: { id: big } });
    expect(await findQuota(scopeOf('r1a'), forA)).toMatchObject({ isOwn: true, parent: null });
    expect(await findQuota(scopeOf('d2'), forA)).toBeUndefined();
  });

  it('is found by reseller, by what it was cut from, and by state', async () => {
    expect(await issuedOf({ reseller: world.r1b.id })).toEqual([takenBack, forB]);
    expect(await issuedOf({ reseller: 'cnry-r1a' })).toEqual([cashForA, forA]);
    expect(await issuedOf({ reseller: world.r2a.id })).toEqual([]);
    expect(await issuedOf({ reseller: 'CNRY-R2a' })).toEqual([]);
    expect(await issuedOf({ parent: (await quotaOf(cash)).number })).toEqual([cashForA]);
    expect(await issuedOf({ states: ['reclaimed'] })).toEqual([takenBack]);
    expect(await issuedOf({ number: (await quotaOf(forB)).number, type: 'voucher' })).toEqual([forB]);
    const { count, value, usable } = await sumIssuedQuotas(scopeOf('d1'), {});
    expect([count, value.minor, usable.minor]).toEqual([4, 18_000n, 17_000n]);
  });
});

describe('a quota’s balance', () => {
  it('is explained by its records: they add up to it', async () => {
    const own = (await explainQuota(scopeOf('d1'), big))?.steps.map(({ what, count, amount }) => [
      what,
      count,
      amount.minor,
    ]);
    expect(own).toEqual([
      ['quota_grant', 1, 100_000n],
      ['quota_issue', 3, -16_000n],
      ['quota_reclaim', 1, 1_000n],
    ]);
    const customer = await makeCustomer(world.r1a, 'explained', 'resale');
    const [back] = await issueTo(world.r1a, forA, [customer], '40.00');
    await issueTo(world.r1a, forA, [customer], '15.00');
    await reclaimCoupons(actorOf(world.r1a), freshKey(), { couponIds: [back ?? ''] });
    const explained = await explainQuota(scopeOf('r1a'), forA);
    expect(explained?.steps.map(({ what, count, amount }) => [what, count, amount.minor])).toEqual([
      ['quota_issue', 1, 10_000n],
      ['issue', 2, -5_500n],
      ['reclaim', 1, 4_000n],
    ]);
    expect(explained?.balance.minor).toBe(8_500n);
  });

  it('ends with what its distributor took back, so that adding up never goes below zero', async () => {
    const quota = await issueQuotaTo(world.d2, await grant(world, world.d2, '50.00'), world.r2a, '40.00');
    const customer = await makeCustomer(world.r2a, 'taken-back', 'resale');
    const [back] = await issueTo(world.r2a, quota, [customer], '10.00');
    await issueTo(world.r2a, quota, [customer], '20.00');
    await reclaimCoupons(actorOf(world.r2a), freshKey(), { couponIds: [back ?? ''] });
    await reclaimQuotas(actorOf(world.d2), freshKey(), { quotaIds: [quota] });
    const explained = await explainQuota(scopeOf('r2a'), quota);
    expect(explained?.steps.map(({ what, amount }) => [what, amount.minor])).toEqual([
      ['quota_issue', 4_000n],
      ['issue', -3_000n],
      ['reclaim', 1_000n],
      ['quota_reclaim', -2_000n],
    ]);
  });

  it('[T3] tells a distributor, and people in sales, nothing of single coupons', async () => {
    for (const scope of [scopeOf('d1'), scopeOf('r1a', 'sales')])
      expect(
        (await explainQuota(scope, forA))?.steps.map(({ what, count, amount }) => [what, count, amount.minor]),
      ).toEqual([
        ['quota_issue', 1, 10_000n],
        ['moved', null, -1_500n],
      ]);
    expect(await explainQuota(scopeOf('d1', 'sales'), forA)).toBeUndefined();
    for (const other of ['r1b', 'd2', 's1'] as const) expect(await explainQuota(scopeOf(other), forA)).toBeUndefined();
    expect(await explainQuota(scopeOf('d1'), newId('couponQuota'))).toBeUndefined();
  });
});

describe('the number of a coupon', () => {
  it('is read back in every form people meet it in, and nothing else is', () => {
    const id = newId('coupon');
    expect(couponNumber(id)).toBe(`CP${bareId(id)}`);
    for (const text of [
      couponNumber(id),
      couponNumber(id).toLowerCase(),
      ` ${id} `,
      couponNumber(id).replace('CP', 'ＣＰ'),
    ])
      expect(couponIdOf(text)).toBe(id);
    for (const text of ['', 'CP', 'CP1', bareId(id), asKind('couponQuota', id), `AD${bareId(id)}`])
      expect(couponIdOf(text)).toBeUndefined();
  });
});
