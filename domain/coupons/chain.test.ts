import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { couponOf, grant, issueQuotaTo, issueTo, leftOf, quotaOf, recordsOf } from '@/tests/coupons';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { actorOf, freshKey, makeCustomer, seedWorld, type World } from '@/tests/world';
import { reclaimCoupons } from './reclaim-coupons';
import { reclaimQuotas } from './reclaim-quotas';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
});
afterEach(booksAreRight);
afterAll(() => test.close());

describe('[M27] the way of coupon value', () => {
  it('goes from the platform through a distributor and a reseller to customers, and back', async () => {
    const { d1, r1a } = world;
    const customers = await Promise.all(Array.from({ length: 10 }, (_, i) => makeCustomer(r1a, `way${i}`, 'resale')));
    const quota = await grant(world, d1, '10000.00');
    const child = await issueQuotaTo(d1, quota, r1a, '4000.00');
    const coupons = await issueTo(r1a, child, customers, '100.00');
    expect(coupons).toHaveLength(10);
    expect([await leftOf(quota), await leftOf(child)]).toEqual([600_000n, 300_000n]);

    const [one, other] = coupons;
    if (!one || !other) throw new Error('there are coupons');
    const back = await reclaimCoupons(actorOf(r1a), freshKey(), { couponIds: [one] });
    expect(back.ok).toBe(true);
    expect([await leftOf(one), (await couponOf(one)).state, await leftOf(child)]).toEqual([0n, 'reclaimed', 310_000n]);

    const rest = await reclaimQuotas(actorOf(d1), freshKey(), { quotaIds: [child] });
    if (!rest.ok) throw new Error(rest.code);
    expect((await recordsOf(rest.id)).map(({ kind, amountMinor }) => [kind, amountMinor])).toEqual([
      ['quota_reclaim', 310_000n],
    ]);
    expect([await leftOf(child), (await quotaOf(child)).state, await leftOf(quota)]).toEqual([
      0n,
      'reclaimed',
      910_000n,
    ]);

    // What comes back now would be of no use where it was issued from.
    const late = await reclaimCoupons(actorOf(r1a), freshKey(), { couponIds: [other] });
    if (!late.ok) throw new Error(late.code);
    expect((await recordsOf(late.id)).map(({ kind, organizationId }) => [kind, organizationId])).toEqual(
      expect.arrayContaining([
        ['reclaim', r1a.id],
        ['quota_reclaim', d1.id],
      ]),
    );
    expect([await leftOf(child), await leftOf(quota)]).toEqual([0n, 920_000n]);
  });
});
