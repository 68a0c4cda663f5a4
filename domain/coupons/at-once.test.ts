import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { freezeOrganization } from '@/domain/identity/freeze-organization';
import { unfreezeOrganization } from '@/domain/identity/unfreeze-organization';
import { type Id, newId, uuidOf } from '@/lib/id';
import { freshOrder, lockFor, orderInput, payWith, refundTo } from '@/tests/coupon-use';
import { couponOf, grant, issueQuotaTo, issueTo, leftOf, letExpire, quotaOf } from '@/tests/coupons';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { answerAs, makeChange } from '@/tests/relations';
import { databaseErrorsDuring } from '@/tests/watch-errors';
import { actorOf, freshKey, makeCustomer, makeOrganization, seedWorld, type World } from '@/tests/world';
import { consumeCoupon } from './consume-coupon';
import { expireCoupons } from './expire-coupons';
import { expireQuotas } from './expire-quotas';
import { issueCoupons } from './issue-coupons';
import { lockCoupon } from './lock-coupon';
import { reclaimCoupons } from './reclaim-coupons';
import { reclaimQuotas } from './reclaim-quotas';
import { setQuotaState } from './set-quota-state';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase({ max: 16 });
  world = await seedWorld();
});
afterEach(booksAreRight);
afterAll(() => test.close());

/** How often each pair meets. */
const roundsMax = 12;
/** Meets again and again, with nothing going wrong in the database: no deadlock, and nobody waits in vain. */
async function meet(round: (n: number) => Promise<void>): Promise<void> {
  const errors = await databaseErrorsDuring(async () => {
    for (let n = 0; n < roundsMax; n += 1) await round(n);
  });
  expect(errors).toEqual([]);
}

type Said = { readonly ok: boolean; readonly code?: string };
const said = (outcome: Said): string => (outcome.ok ? 'done' : (outcome.code ?? ''));

/** A customer of its own with a coupon of a hundred out of a quota of a hundred and ten. */
async function scene() {
  const customer = await makeCustomer(world.s1, `once${freshKey()}`, 'resale');
  const quota = await grant(world, world.s1, '110.00');
  const [id = newId('coupon')] = await issueTo(world.s1, quota, [customer], '100.00');
  return { customer, quota, id };
}
type Scene = Awaited<ReturnType<typeof scene>>;

const reclaim = ({ id }: Scene) => reclaimCoupons(actorOf(world.s1), freshKey(), { couponIds: [id] });
const pay = ({ customer, id }: Scene, orderId: string, amount = '30.00') =>
  consumeCoupon(actorOf(customer), freshKey(), { couponId: id, orderId, amount });
/** The customer has asked to part; the answer is what races. */
async function parting({ customer }: Pick<Scene, 'customer'>) {
  const changeId = await makeChange(customer, 'customer');
  return () => answerAs(customer, 'partner', changeId, true);
}
/** What is in the quota and in the coupon, and how the coupon stands. */
const restOf = async ({ quota, id }: Scene) =>
  [await leftOf(quota), await leftOf(id), (await couponOf(id)).state] as const;

describe('[M15] a coupon that two want at once', () => {
  it('is reclaimed, or used and what is left of it reclaimed, or kept for its order', async () => {
    await meet(async () => {
      const at = await scene();
      const orderId = freshOrder();
      const use = async () => {
        const locked = await lockCoupon(actorOf(at.customer), freshKey(), orderInput(at.id, orderId));
        return locked.ok ? pay(at, orderId) : locked;
      };
      const [used, back] = await Promise.all([use(), reclaim(at)]);
      const ways = {
        'done done': [8_000n, 0n, 'reclaimed'],
        'done coupon_locked': [1_000n, 7_000n, 'usable'],
        'coupon_not_usable done': [11_000n, 0n, 'reclaimed'],
      };
      const way = `${said(used)} ${said(back)}`;
      expect([way, await restOf(at)]).toEqual([way, ways[way as keyof typeof ways]]);
    });
  });

  it('expires or is reclaimed, when its time passes just then', async () => {
    const ends = new Set<string>();
    await meet(async (n) => {
      const at = await scene();
      await test.owner.query(
        `update coupons set expires_at = clock_timestamp() + make_interval(secs => $2) where id = $1`,
        [uuidOf(at.id), (n + 1) / 200],
      );
      while ((await couponOf(at.id)).state === 'usable') {
        const outcomes = await Promise.all([expireCoupons(), reclaim(at), expireCoupons()]);
        expect(outcomes[0] + outcomes[2] + Number(outcomes[1].ok)).toBeLessThanOrEqual(1);
      }
      const [quota, coupon, state] = await restOf(at);
      expect([quota, coupon]).toEqual([11_000n, 0n]);
      ends.add(state);
    });
    expect([...ends].filter((state) => !['expired', 'reclaimed'].includes(state))).toEqual([]);
  });

  it('goes back once when its customer leaves while it is reclaimed', async () => {
    await meet(async () => {
      const at = await scene();
      const part = await parting(at);
      const [parted, back] = await Promise.all([part(), reclaim(at)]);
      expect(said(parted)).toBe('done');
      expect(['done', 'coupon_not_usable']).toContain(said(back));
      expect(await restOf(at)).toEqual([11_000n, 0n, 'reclaimed']);
    });
  });

  it('is issued before its customer leaves and goes back, or is not issued', async () => {
    await meet(async () => {
      const customer = await makeCustomer(world.s1, `once${freshKey()}`, 'resale');
      const quota = await grant(world, world.s1, '100.00');
      const part = await parting({ customer });
      const input = { quotaId: quota, customerIds: [customer.customerId], faceValue: '10.00' };
      const [parted, ...issued] = await Promise.all([
        part(),
        ...Array.from({ length: 3 }, () => issueCoupons(actorOf(world.s1), freshKey(), input)),
      ]);
      expect(said(parted)).toBe('done');
      for (const each of issued) expect(['done', 'customer_not_found']).toContain(said(each));
      expect(await leftOf(quota)).toBe(10_000n);
    });
  });

  it('ends once when its customer leaves, it expires and its order pays', async () => {
    await meet(async () => {
      const at = await scene();
      const orderId = await lockFor(at.customer, at.id);
      const part = await parting(at);
      await letExpire(test, at.id);
      const [parted, used] = await Promise.all([part(), pay(at, orderId), expireCoupons(), expireCoupons()]);
      expect(said(parted)).toBe('done');
      const way = said(used);
      expect(['done', 'coupon_not_usable']).toContain(way);
      await expireCoupons();
      const [quota, coupon, state] = await restOf(at);
      expect([way, quota, coupon]).toEqual([way, way === 'done' ? 8_000n : 11_000n, 0n]);
      expect(['reclaimed', 'expired']).toContain(state);
    });
  });

  it('is refunded no further than it was used, and what is refunded after the reclaim goes on', async () => {
    await meet(async () => {
      const at = await scene();
      const orderId = await payWith(at.customer, at.id, '60.00');
      const outcomes = await Promise.all([
        refundTo(world, at.id, orderId, '40.00'),
        refundTo(world, at.id, orderId, '40.00'),
        reclaim(at),
      ]);
      expect(outcomes.slice(0, 2).map(said).toSorted()).toEqual(['done', 'refund_above_use']);
      expect(said(outcomes[2])).toBe('done');
      expect(await restOf(at)).toEqual([9_000n, 0n, 'reclaimed']);
    });
  });

  it('is refunded before its customer leaves and goes back with the rest, or straight on to the quota', async () => {
    await meet(async () => {
      const at = await scene();
      const orderId = await payWith(at.customer, at.id, '100.00');
      const part = await parting(at);
      const outcomes = await Promise.all([refundTo(world, at.id, orderId, '100.00'), part()]);
      expect(outcomes.map(said)).toEqual(['done', 'done']);
      const [quota, coupon] = await restOf(at);
      expect([quota, coupon]).toEqual([11_000n, 0n]);
    });
  });
});

describe('[M15] a quota that is issued from', () => {
  /** Five try to issue ten out of a quota of forty-five, beside what `other` does. */
  async function issuingBeside(quota: Id<'couponQuota'>, partner: World['s1'], other: () => Promise<Said>) {
    const customer = await makeCustomer(partner, `q${freshKey()}`, 'resale');
    const input = { quotaId: quota, customerIds: [customer.customerId], faceValue: '10.00' };
    const issue = () => issueCoupons(actorOf(partner), freshKey(), input);
    const [first, ...rest] = await Promise.all([other(), issue(), issue(), issue(), issue(), issue()]);
    const codes = rest.map(said);
    return { first, codes, issued: BigInt(codes.filter((code) => code === 'done').length) * 1_000n };
  }

  it('is reclaimed with what is left of it: nothing is issued from it afterwards', async () => {
    const { d1, r1a } = world;
    await meet(async () => {
      const parent = await grant(world, d1, '45.00');
      const child = await issueQuotaTo(d1, parent, r1a, '45.00');
      const reclaimIt = () => reclaimQuotas(actorOf(d1), freshKey(), { quotaIds: [child] });
      const { first, codes, issued } = await issuingBeside(child, r1a, reclaimIt);
      expect(said(first)).toBe('done');
      for (const code of codes) expect(['done', 'quota_not_usable', 'insufficient_quota']).toContain(code);
      expect([await leftOf(child), await leftOf(parent)]).toEqual([0n, 4_500n - issued]);
    });
  });

  it('is frozen: what was issued was issued before', async () => {
    await meet(async () => {
      const quota = await grant(world, world.s1, '45.00');
      const freeze = () =>
        setQuotaState(actorOf(world.operator), freshKey(), { quotaId: quota, state: 'frozen', reason: 'Race' });
      const { first, codes, issued } = await issuingBeside(quota, world.s1, freeze);
      expect(said(first)).toBe('done');
      for (const code of codes) expect(['done', 'quota_frozen', 'insufficient_quota']).toContain(code);
      expect([await leftOf(quota), (await quotaOf(quota)).state]).toEqual([4_500n - issued, 'frozen']);
    });
  });

  it('belongs to a partner that is frozen: what was issued was issued before', async () => {
    const partner = await makeOrganization({ code: 'Race', kind: 'solution_provider' });
    const asOperator = actorOf(world.operator);
    await meet(async () => {
      const quota = await grant(world, partner, '45.00');
      const freeze = () => freezeOrganization(asOperator, freshKey(), { organizationId: partner.id, reason: 'Race' });
      const { first, codes, issued } = await issuingBeside(quota, partner, freeze);
      expect(said(first)).toBe('done');
      for (const code of codes) expect(['done', 'organization_frozen', 'insufficient_quota']).toContain(code);
      expect(await leftOf(quota)).toBe(4_500n - issued);
      await unfreezeOrganization(asOperator, freshKey(), { organizationId: partner.id });
    });
  });

  it('expires: what was issued was issued before, and ends with it', async () => {
    await meet(async (n) => {
      const quota = await grant(world, world.s1, '45.00');
      await test.owner.query(
        `update coupon_quotas set expires_at = date_trunc('milliseconds', clock_timestamp()) + make_interval(secs => $2) where id = $1`,
        [uuidOf(quota), (n + 1) / 100],
      );
      const expire = async (): Promise<Said> => {
        while ((await quotaOf(quota)).state === 'normal') await expireQuotas();
        return { ok: true };
      };
      const { codes } = await issuingBeside(quota, world.s1, expire);
      for (const code of codes)
        expect(['done', 'quota_not_in_force', 'quota_not_usable', 'insufficient_quota', 'invalid_input']).toContain(
          code,
        );
      while ((await expireCoupons()) > 0);
      expect([await leftOf(quota), (await quotaOf(quota)).state]).toEqual([4_500n, 'invalid']);
    });
  });
});
