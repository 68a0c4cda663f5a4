import { eq, sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { type Id, newId } from '@/lib/id';
import { grant, issueQuotaTo, issueTo, leftOf, letExpire } from '@/tests/coupons';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { denied, expectRefused } from '@/tests/relations';
import { grownBy, rowCounts } from '@/tests/row-counts';
import {
  actorOf,
  freshKey,
  makeCustomer,
  seedWorld,
  type World,
  type WorldCustomer,
  type WorldOrganization,
} from '@/tests/world';
import { issueCoupons } from './issue-coupons';
import { setQuotaState } from './set-quota-state';

let test: TestDatabase;
let world: World;
let quota: Id<'couponQuota'>;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
});
beforeEach(async () => {
  quota = await grant(world, world.s1, '1000.00');
});
afterEach(booksAreRight);
afterAll(() => test.close());

const four = (code: string) => {
  const found = world.customers[code];
  if (!found) throw new Error(code);
  return found;
};
const issue = (more: Record<string, unknown> = {}, who = actorOf(world.s1)) =>
  issueCoupons(who, freshKey(), {
    ...{ quotaId: quota, customerIds: [four('S1').one.customerId], faceValue: '10.00', ...more },
  });

describe('a quota that cannot be used', () => {
  it.each([
    ['frozen', 'quota_frozen'],
    ['adjusting', 'quota_adjusting'],
    ['invalid', 'quota_not_usable'],
  ])('because it is %s', async (state, code) => {
    await setQuotaState(actorOf(world.operator), freshKey(), { quotaId: quota, state, reason: 'Test' });
    await expectRefused(issue, code);
  });

  it('because its time has passed, also before the books say so', async () => {
    await letExpire(test, quota);
    await expectRefused(issue, 'quota_not_in_force');
  });

  it('because its time has not come', async () => {
    const later = await grant(world, world.s1, '10.00', {
      effectiveAt: new Date(Date.now() + 86_400_000).toISOString(),
    });
    await expectRefused(() => issue({ quotaId: later }), 'quota_not_in_force');
  });

  it('[T3] because it is not the partner’s: somebody else’s is like none at all', async () => {
    const theirs = await grant(world, world.s2, '10.00');
    const child = await issueQuotaTo(world.d1, await grant(world, world.d1, '10.00'), world.r1a, '10.00');
    for (const quotaId of [newId('couponQuota'), theirs, child])
      await expectRefused(() => issue({ quotaId }), 'quota_not_found', denied);
    // A distributor reaches its reseller's quota only when it says that it acts for it.
    const own = { quotaId: child, customerIds: [four('D1').one.customerId] };
    await expectRefused(() => issue(own, actorOf(world.d1)), 'quota_not_found', denied);
  });

  it('[T3] [M27] a distributor acts for resellers of its own only, and for their customers', async () => {
    const [d1, s1] = [actorOf(world.d1), actorOf(world.s1)];
    const child = await issueQuotaTo(world.d1, await grant(world, world.d1, '10.00'), world.r1a, '10.00');
    const input = { quotaId: child, customerIds: [four('R1a').one.customerId] };
    for (const resellerId of [newId('organization'), world.r2a.id, world.d2.id, world.s1.id, world.operator.id])
      await expectRefused(() => issue({ ...input, resellerId }, d1), 'reseller_not_found', denied);
    await expectRefused(() => issue({ ...input, resellerId: world.r1a.id }, s1), 'reseller_not_found', denied);
    for (const code of ['D1', 'R1b', 'R2a', 'S1']) {
      const theirs = { ...input, customerIds: [four(code).one.customerId], resellerId: world.r1a.id };
      await expectRefused(() => issue(theirs, d1), 'customer_not_found', denied);
    }
    await expectRefused(() => issue({ ...input, resellerId: world.r1b.id }, d1), 'quota_not_found', denied);
  });
});

describe('a partner that is frozen', () => {
  const freeze = (of: WorldOrganization, state: 'frozen' | 'active') =>
    database()
      .update(schema.organizations)
      .set({ state, frozenAt: state === 'frozen' ? sql`clock_timestamp()` : null })
      .where(eq(schema.organizations.id, of.id));

  it('issues nothing, nor does a distributor for it', async () => {
    const child = await issueQuotaTo(world.d1, await grant(world, world.d1, '10.00'), world.r1a, '10.00');
    const input = { quotaId: child, customerIds: [four('R1a').one.customerId], resellerId: world.r1a.id };
    await freeze(world.r1a, 'frozen');
    await expectRefused(() => issue(input, actorOf(world.r1a)), 'organization_frozen');
    await expectRefused(() => issue(input, actorOf(world.d1)), 'organization_frozen');
    await freeze(world.r1a, 'active');
    await freeze(world.d1, 'frozen');
    await expectRefused(() => issue(input, actorOf(world.d1)), 'organization_frozen');
    await freeze(world.d1, 'active');
    expect(await issue(input, actorOf(world.d1))).toMatchObject({ ok: true });
  });
});

describe('who may ask', () => {
  it('are administrators and finance of partners; a code is asked for where it is switched on', async () => {
    for (const role of ['sales', 'viewer'] as const)
      await expectRefused(() => issue({}, actorOf(world.s1, role)), 'not_permitted', denied);
    await expectRefused(() => issue({}, actorOf(four('S1').one)), 'not_permitted', denied);
    await expectRefused(() => issue({}, actorOf(world.operator)), 'not_permitted', denied);
    const codes = { areAsked: true, isShown: false };
    await expectRefused(() => issue({}, actorOf(world.s1, 'admin', { codes })), 'code_required');
  });
});

describe('the face value', () => {
  it.each([
    ['0', 'amount_not_positive'],
    ['-1.00', 'amount_not_positive'],
    ['1.005', 'amount_too_precise'],
    ['1e3', 'amount_not_a_number'],
    ['99999999999999.00', 'amount_too_large'],
    ['', 'amount_missing'],
  ])('is no amount as %j', async (faceValue, problem) => {
    const before = await rowCounts();
    expect(await issue({ faceValue })).toEqual({ ok: false, code: 'invalid_input', fields: { faceValue: problem } });
    expect(grownBy(before, await rowCounts())).toEqual({});
  });

  it('stays between the bounds of the quota', async () => {
    quota = await grant(world, world.s1, '1000.00', { faceMin: '5.00', faceMax: '50.00' });
    await expectRefused(() => issue({ faceValue: '4.99' }), 'face_below_minimum');
    await expectRefused(() => issue({ faceValue: '50.01' }), 'face_above_maximum');
    for (const faceValue of ['5.00', '50.00']) expect(await issue({ faceValue })).toMatchObject({ ok: true });
  });

  it('[M27] times the customers is looked at before anybody gets one', async () => {
    quota = await grant(world, world.s1, '19.99');
    const two = [four('S1').one.customerId, four('S1').two.customerId];
    await expectRefused(() => issue({ customerIds: two }), 'insufficient_quota');
    expect(await leftOf(quota)).toBe(1_999n);
    // One of the two cannot have any, so there is enough for the other.
    const mixed = [four('S1').one.customerId, four('S1').frozen.customerId];
    expect(await issue({ customerIds: mixed })).toMatchObject({ ok: true });
    expect(await leftOf(quota)).toBe(999n);
  });
});

describe('the limits of a quota', () => {
  it('count every coupon it ever had', async () => {
    quota = await grant(world, world.s1, '1000.00', { couponsMax: 2 });
    const { one, two } = four('S1');
    await issueTo(world.s1, quota, [one], '1.00');
    await expectRefused(() => issue({ customerIds: [one.customerId, two.customerId] }), 'too_many_coupons');
    expect(await issue()).toMatchObject({ ok: true });
    await expectRefused(issue, 'too_many_coupons');
  });

  it('add up every face value it ever had', async () => {
    quota = await grant(world, world.s1, '1000.00', { faceTotalMax: '25.00' });
    expect(await issue()).toMatchObject({ ok: true });
    await expectRefused(() => issue({ faceValue: '15.01' }), 'face_total_above_maximum');
    expect(await issue({ faceValue: '15.00' })).toMatchObject({ ok: true });
  });

  it('are not left behind by services, products or a lower minimum', async () => {
    quota = await grant(world, world.s1, '1000.00', { serviceTypes: ['a'], productIds: ['p'], minOrder: '10.00' });
    await expectRefused(() => issue({ serviceTypes: ['a', 'b'] }), 'limits_outside_quota');
    await expectRefused(() => issue({ productIds: ['q'] }), 'limits_outside_quota');
    const before = await rowCounts();
    const fields = { minOrder: 'outside_quota' };
    expect(await issue({ minOrder: '9.99' })).toEqual({ ok: false, code: 'terms_outside_quota', fields });
    expect(grownBy(before, await rowCounts())).toEqual({});
    expect(await issue({ serviceTypes: ['a'], productIds: ['p'], minOrder: '10.00' })).toMatchObject({ ok: true });
  });

  it('are not left behind in time, at either end', async () => {
    const at = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
    quota = await grant(world, world.s1, '1000.00', { expiresAt: at(100) });
    await expectRefused(() => issue({ expiresAt: at(101) }), 'terms_outside_quota');
    await expectRefused(() => issue({ effectiveAt: at(-1) }), 'terms_outside_quota');
    const before = await rowCounts();
    for (const [validity, problem] of [
      [{ expiresAt: at(-1) }, 'in_the_past'],
      [{ effectiveAt: at(5), expiresAt: at(4) }, 'end_before_start'],
      [{ effectiveAt: at(100.5) }, 'end_before_start'],
      [{ expiresAt: '2026-02-30' }, 'invalid_date'],
    ] as const)
      expect(await issue(validity)).toEqual({ ok: false, code: 'invalid_input', fields: { expiresAt: problem } });
    expect(grownBy(before, await rowCounts())).toEqual({});
    expect(await issue({ effectiveAt: at(1), expiresAt: at(99) })).toMatchObject({ ok: true });
  });

  it('name ten services and ten products at most', async () => {
    const eleven = Array.from({ length: 11 }, (_, n) => `s${n}`);
    for (const field of ['serviceTypes', 'productIds'])
      expect(await issue({ [field]: eleven })).toEqual({
        ...{ ok: false, code: 'invalid_input', fields: { [field]: 'too_many' } },
      });
    expect(await issue({ serviceTypes: eleven.slice(1) })).toMatchObject({ ok: true });
  });
});

describe('how many customers', () => {
  const made = async (count: number) => {
    const customers: WorldCustomer[] = [];
    for (let n = 0; n < count; n += 1) customers.push(await makeCustomer(world.s1, `many${freshKey()}`, 'resale'));
    return customers.map(({ customerId }) => customerId);
  };

  it('ten in the console, not eleven', async () => {
    const eleven = await made(11);
    const before = await rowCounts();
    const fields = { customerIds: 'too_many' };
    expect(await issue({ customerIds: eleven })).toEqual({ ok: false, code: 'too_many_customers', fields });
    expect(grownBy(before, await rowCounts())).toEqual({});
    expect(await issue({ customerIds: eleven.slice(1) })).toMatchObject({ ok: true });
  });

  it('a hundred by API, not one more', async () => {
    const customerIds = Array.from({ length: 101 }, () => newId('customer'));
    const byApi = actorOf(world.s1, 'admin', { via: 'api_key', userId: null });
    const before = await rowCounts();
    const fields = { customerIds: 'too_many' };
    expect(await issue({ customerIds }, byApi)).toEqual({ ok: false, code: 'invalid_input', fields });
    expect(grownBy(before, await rowCounts())).toEqual({});
  });

  it.each([
    [[], 'required'],
    [undefined, 'required'],
    ['cus_', 'invalid_id'],
    [[null], 'invalid_id'],
    [[7], 'invalid_id'],
  ])('not %j', async (customerIds, problem) => {
    expect(await issue({ customerIds })).toEqual({
      ok: false,
      code: 'invalid_input',
      fields: { customerIds: problem },
    });
  });
});
