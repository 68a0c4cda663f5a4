import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readScope } from '@/domain/read-scope';
import { asKind, newId } from '@/lib/id';
import { money } from '@/lib/money';
import { makeCoupon, makeQuota } from '@/tests/coupon-subjects';
import { grant, issueQuotaTo, issueTo, letExpire, recordsOf } from '@/tests/coupons';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { answerAs, denied, expectRefused, makeChange } from '@/tests/relations';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { actorOf, canary, freshKey, makeCustomer, seedWorld, type World } from '@/tests/world';
import { listChosenCoupons, listChosenQuotas, listUsableQuotas } from './chosen-queries';
import { couponIdOf, couponNumber } from './coupon-number';
import { issueCoupons } from './issue-coupons';
import { issueQuota } from './issue-quota';
import { findCouponOperation, findDoneOperation } from './operation-queries';
import { previewQuotaIssue } from './preview-quota-issue';
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

const four = (code: string) => {
  const found = world.customers[code];
  if (!found) throw new Error(code);
  return found;
};
const scopeOf = (who: Parameters<typeof actorOf>[0], role?: 'sales') => readScope(actorOf(who, role), 'coupons.read');
const cny = (minor: bigint) => money(minor, 'CNY');

describe('the result of an operation', () => {
  it('[T3] tells per customer what was done, and nothing of those that were named and are not theirs', async () => {
    const quotaId = await grant(world, world.s1, '100.00');
    const foreign = four('S2').one;
    const customerIds = [four('S1').one, four('S1').frozen, foreign].map(({ customerId }) => customerId);
    const key = freshKey();
    const remark = canary('S1', 'operation-remark');
    const done = await issueCoupons(actorOf(world.s1), key, { quotaId, customerIds, faceValue: '10.00', remark });
    if (!done.ok) throw new Error(done.code);
    const found = await findCouponOperation(scopeOf(world.s1), done.id);
    expect(found).toMatchObject({
      kind: 'issue',
      done: 1,
      declined: 2,
      total: cny(1_000n),
      remark,
      passedOn: undefined,
    });
    expect(found?.items.map(({ customer, refusal }) => [customer?.id, customer?.name, refusal])).toEqual([
      [customerIds[0], canary('S1-1', 'name'), null],
      [customerIds[1], canary('S1-frz', 'name'), 'customer_frozen'],
      [foreign.customerId, null, 'customer_not_found'],
    ]);
    expect(await findDoneOperation(scopeOf(world.s1), 'coupons.issue', key)).toBe(done.id);
    for (const stranger of [world.s2, world.d1, world.r1a])
      expect(await findCouponOperation(scopeOf(stranger), done.id)).toBeUndefined();
    expect(await findDoneOperation(scopeOf(world.s2), 'coupons.issue', key)).toBeUndefined();
    expect(await findCouponOperation(scopeOf(world.s1), newId('couponOperation'))).toBeUndefined();
  });

  it('shows people in sales the items of their customers', async () => {
    const own = await makeCustomer(world.s1, 'of-sales', 'resale', { managerId: world.s1.users.sales });
    const quotaId = await grant(world, world.s1, '100.00');
    const input = { quotaId, customerIds: [own.customerId, four('S1').one.customerId], faceValue: '10.00' };
    const done = await issueCoupons(actorOf(world.s1), freshKey(), input);
    if (!done.ok) throw new Error(done.code);
    const seen = await findCouponOperation(scopeOf(world.s1, 'sales'), done.id);
    expect(seen?.items.map(({ customer }) => customer?.id)).toEqual([own.customerId]);
    expect(seen?.total).toEqual(cny(1_000n));
    const other = await issueCoupons(actorOf(world.s1), freshKey(), { ...input, customerIds: input.customerIds[1] });
    if (!other.ok) throw new Error(other.code);
    expect(await findCouponOperation(scopeOf(world.s1, 'sales'), other.id)).toBeUndefined();
  });

  it('is seen by the reseller and by the distributor that acted for it', async () => {
    const child = await makeQuota(world, world.r1a);
    const input = { quotaId: child, customerIds: four('R1a').one.customerId, faceValue: '10.00' };
    const done = await issueCoupons(actorOf(world.d1), freshKey(), { ...input, resellerId: world.r1a.id });
    if (!done.ok) throw new Error(done.code);
    const [below, above] = await Promise.all(
      [world.r1a, world.d1].map((who) => findCouponOperation(scopeOf(who), done.id)),
    );
    expect(below).toMatchObject({ done: 1, actingOrganization: { name: canary('D1', 'name') }, userName: null });
    expect(above).toMatchObject({ done: 1, actingOrganization: null, userName: canary('D1', 'user-admin') });
    for (const stranger of [world.r1b, world.d2])
      expect(await findCouponOperation(scopeOf(stranger), done.id)).toBeUndefined();
  });

  it('[T3] names nobody whom the reader has nothing to do with: a distributor not its reseller’s customer that left', async () => {
    const { d1, r1a } = world;
    const child = await issueQuotaTo(d1, await grant(world, d1, '100.00'), r1a, '50.00');
    const customer = await makeCustomer(r1a, `left-${freshKey()}`, 'resale');
    await issueTo(r1a, child, [customer], '30.00');
    expect(await reclaimQuotas(actorOf(d1), freshKey(), { quotaIds: child })).toMatchObject({ ok: true });
    const changeId = await makeChange(customer, 'partner');
    expect(await answerAs(customer, 'customer', changeId, true)).toMatchObject({ ok: true });
    const id = asKind('couponOperation', changeId);
    const [below, above] = [await findCouponOperation(scopeOf(r1a), id), await findCouponOperation(scopeOf(d1), id)];
    expect(below).toMatchObject({ kind: 'unbind', actingOrganization: { kind: 'customer', name: expect.any(String) } });
    expect(above).toMatchObject({ kind: 'quota_reclaim', actingOrganization: { kind: 'customer', name: null } });
  });

  it('tells the reseller and the distributor, each its part, when what comes back goes on', async () => {
    const { d1, r1a } = world;
    const child = await issueQuotaTo(d1, await grant(world, d1, '100.00'), r1a, '100.00');
    const [coupon] = await issueTo(r1a, child, [four('R1a').one], '30.00');
    const rest = await reclaimQuotas(actorOf(d1), freshKey(), { quotaIds: child });
    if (!rest.ok) throw new Error(rest.code);
    expect(await findCouponOperation(scopeOf(d1), rest.id)).toMatchObject({
      ...{ kind: 'quota_reclaim', done: 1, total: cny(7_000n) },
      items: [{ reseller: { id: r1a.id, name: canary('R1a', 'name'), isOwn: true }, quota: { id: child } }],
    });
    expect(await findCouponOperation(scopeOf(r1a), rest.id)).toBeUndefined();
    const back = await reclaimCoupons(actorOf(r1a), freshKey(), { couponIds: coupon });
    if (!back.ok) throw new Error(back.code);
    expect(await findCouponOperation(scopeOf(r1a), back.id)).toMatchObject({
      ...{ kind: 'reclaim', done: 1, total: cny(3_000n), passedOn: cny(3_000n) },
    });
    expect(await findCouponOperation(scopeOf(d1), back.id)).toMatchObject({
      ...{ kind: 'quota_reclaim', done: 1, total: cny(3_000n), passedOn: undefined },
    });
  });

  it('[T3] names neither resellers nor quotas of others', async () => {
    const { d1, r1a, r2a } = world;
    const quotaId = await grant(world, d1, '100.00');
    const resellerIds = [r1a.id, r2a.id];
    const issued = await issueQuota(actorOf(d1), freshKey(), { quotaId, resellerIds, amount: '10.00' });
    if (!issued.ok) throw new Error(issued.code);
    const found = await findCouponOperation(scopeOf(d1), issued.id);
    expect(found?.items.map(({ reseller, refusal }) => [reseller?.name, refusal])).toEqual([
      [canary('R1a', 'name'), null],
      [null, 'reseller_not_found'],
    ]);
    const own = (await recordsOf(issued.id)).find(({ refusal }) => refusal === null)?.quotaId;
    const theirs = await makeQuota(world, r2a);
    const back = await reclaimQuotas(actorOf(d1), freshKey(), { quotaIds: [own, theirs] });
    if (!back.ok) throw new Error(back.code);
    const taken = await findCouponOperation(scopeOf(d1), back.id);
    expect(taken?.items.map(({ quota, refusal }) => [quota?.id, refusal])).toEqual([
      [own, null],
      [undefined, 'quota_not_found'],
    ]);
  });
});

describe('what was chosen', () => {
  it('[T3] is found in the order asked for, as it is now, and only where it is the reader’s', async () => {
    const [first, second, theirs] = [
      await makeCoupon(world, four('S1').one),
      await makeCoupon(world, four('S1').two),
      await makeCoupon(world, four('S2').one),
    ];
    await letExpire(test, second);
    const chosen = await listChosenCoupons(scopeOf(world.s1), [second, theirs, first, newId('coupon')]);
    expect(chosen.map(({ id, state, balance, customer }) => [id, state, balance, customer.name])).toEqual([
      [second, 'expired', cny(1_000n), canary('S1-2', 'name')],
      [first, 'usable', cny(1_000n), canary('S1-1', 'name')],
    ]);
    expect(await listChosenCoupons(scopeOf(world.s1, 'sales'), [first])).toEqual([]);
    const [child, other] = [await makeQuota(world, world.r1a), await makeQuota(world, world.r2a)];
    const quotas = await listChosenQuotas(scopeOf(world.d1), [other, child, await makeQuota(world, world.d1)]);
    expect(quotas.map(({ id, state, reseller }) => [id, state, reseller.name])).toEqual([
      [child, 'normal', canary('R1a', 'name')],
    ]);
    expect(await listChosenQuotas(scopeOf(world.r1a), [child])).toEqual([]);
  });

  it('usable quotas are those that something can be cut from, the first to end first', async () => {
    const { g1 } = world;
    const at = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
    const [late, soon, over, empty] = [
      await grant(world, g1, '10.00', { expiresAt: at(20) }),
      await grant(world, g1, '10.00', { expiresAt: at(10) }),
      await grant(world, g1, '10.00'),
      await grant(world, g1, '10.00'),
    ];
    await grant(world, g1, '10.00', { effectiveAt: at(1) });
    await letExpire(test, over);
    await issueTo(g1, empty, [four('G1').one], '10.00');
    expect((await listUsableQuotas(scopeOf(g1))).map(({ id }) => id)).toEqual([soon, late]);
  });

  it('has a number that leads back', () => {
    const id = newId('coupon');
    expect(couponNumber(id)).toMatch(/^CP[0-9A-Z]{26}$/);
    expect([couponIdOf(couponNumber(id)), couponIdOf(` ${couponNumber(id).toLowerCase()} `)]).toEqual([id, id]);
    expect([couponIdOf(id), couponIdOf('CP1'), couponIdOf('')]).toEqual([id, undefined, undefined]);
  });
});

describe('looking at an issue of quota before it is done', () => {
  it('leaves nothing, and tells total, balances and who could not have any', async () => {
    const { d1, r1a, r1b, r2a } = world;
    const quotaId = await grant(world, d1, '100.00', { serviceTypes: ['a'] });
    const input = { quotaId, resellerIds: [r1a.id, r1b.id], amount: '40.00' };
    const before = await rowCounts();
    const { outlook, objection } = await previewQuotaIssue(actorOf(d1), input);
    expect(objection).toBeUndefined();
    expect(outlook).toMatchObject({ count: 2, total: cny(8_000n), before: cny(10_000n), after: cny(2_000n) });
    const short = await previewQuotaIssue(actorOf(d1), { ...input, amount: '50.01' });
    expect([short.objection?.code, short.outlook?.after]).toEqual(['insufficient_quota', undefined]);
    const wider = await previewQuotaIssue(actorOf(d1), { ...input, serviceTypes: 'b' });
    expect(wider.objection?.code).toBe('limits_outside_quota');
    expect(grownBy(before, await rowCounts())).toEqual({});
    const reaching = { ...input, resellerIds: [r1a.id, r2a.id] };
    const look = async () => {
      const seen = await previewQuotaIssue(actorOf(d1), reaching);
      return { ok: false, code: seen.outlook?.resellers[1]?.refusal ?? '' };
    };
    await expectRefused(look, 'reseller_not_found', denied);
  });
});
