import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Id, newId } from '@/lib/id';
import { money } from '@/lib/money';
import { grant, issueQuotaTo, quotaOf } from '@/tests/coupons';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { denied } from '@/tests/relations';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { actorOf, freshKey, seedWorld, type World } from '@/tests/world';
import { issueCoupons } from './issue-coupons';
import { previewIssue } from './preview-issue';

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
const cny = (minor: bigint) => money(minor, 'CNY');

/** Looks, and sees to it that nothing is left behind but what is expected to be. */
async function look(raw: Record<string, unknown>, who = actorOf(world.s1), leaves = {}) {
  const before = await rowCounts();
  const preview = await previewIssue(who, raw);
  expect(grownBy(before, await rowCounts())).toEqual(leaves);
  return preview;
}

describe('looking at an issue before it is done', () => {
  const input = (quotaId: Id<'couponQuota'>, more: object = {}) => ({
    ...{ quotaId, customerIds: [four('S1').one.customerId], faceValue: '30.00', ...more },
  });

  it('tells terms, total, balance before and after, and who could not have one; then the same happens', async () => {
    const quota = await grant(world, world.s1, '100.00', { minOrder: '7.00', serviceTypes: ['a', 'b'] });
    const { one, two, referral } = four('S1');
    const customerIds = [one.customerId, referral.customerId, two.customerId];
    const raw = input(quota, { customerIds, serviceTypes: ['a'] });
    const { outlook, objection } = await look(raw);
    expect(objection).toBeUndefined();
    const { effectiveAt, expiresAt } = await quotaOf(quota);
    expect(outlook).toMatchObject({
      terms: { effectiveAt, expiresAt, minOrderMinor: 700n, limits: { serviceTypes: ['a'] } },
      customers: customerIds.map((id) => ({
        id,
        refusal: id === referral.customerId ? 'customer_type_not_allowed' : null,
      })),
      ...{ count: 2, total: cny(6_000n), before: cny(10_000n), after: cny(4_000n) },
    });
    expect(await issueCoupons(actorOf(world.s1), freshKey(), raw)).toMatchObject({ ok: true });
    expect((await look(raw)).outlook).toMatchObject({ before: cny(4_000n), after: undefined });
  });

  it('tells that there is not enough, with what there is', async () => {
    const quota = await grant(world, world.s1, '29.99');
    const { outlook, objection } = await look(input(quota));
    expect(objection).toEqual({ code: 'insufficient_quota', fields: {} });
    expect(outlook).toMatchObject({ total: cny(3_000n), before: cny(2_999n), after: undefined });
  });

  it('tells that nobody can have one, with the reason of each', async () => {
    const quota = await grant(world, world.s1, '100.00');
    const { frozen } = four('S1');
    const { outlook, objection } = await look(input(quota, { customerIds: [frozen.customerId] }));
    expect(objection).toEqual({ code: 'customer_frozen', fields: { [frozen.customerId]: 'customer_frozen' } });
    expect(outlook).toMatchObject({ count: 0, total: cny(0n), after: cny(10_000n) });
  });

  it('tells which field is wrong', async () => {
    const quota = await grant(world, world.s1, '100.00', { faceMax: '20.00' });
    expect(await look(input(quota))).toEqual({
      outlook: undefined,
      objection: { code: 'face_above_maximum', fields: {} },
    });
    expect((await look(input(quota, { faceValue: '0' }))).objection).toEqual({
      ...{ code: 'invalid_input', fields: { faceValue: 'amount_not_positive' } },
    });
    expect((await look(input(quota, { faceValue: '1.00', expiresAt: '2001-01-01' }))).objection).toEqual({
      ...{ code: 'invalid_input', fields: { expiresAt: 'in_the_past' } },
    });
  });

  it('asks for no code', async () => {
    const quota = await grant(world, world.s1, '100.00');
    const who = actorOf(world.s1, 'finance', { codes: { areAsked: true, isShown: false } });
    expect((await look(input(quota), who)).objection).toBeUndefined();
  });

  it('[T3] keeps once that somebody reached for what is not theirs', async () => {
    const quota = await grant(world, world.s1, '100.00');
    const theirs = await grant(world, world.s2, '100.00');
    for (const quotaId of [theirs, newId('couponQuota')])
      expect((await look(input(quotaId), actorOf(world.s1), denied)).objection?.code).toBe('quota_not_found');
    const { one } = four('S1');
    const customerIds = [one.customerId, four('S2').one.customerId, newId('customer')];
    const seen = await look(input(quota, { customerIds }), actorOf(world.s1), denied);
    expect(seen.outlook?.customers.map(({ refusal }) => refusal)).toEqual([
      null,
      'customer_not_found',
      'customer_not_found',
    ]);
    expect((await look(input(quota), actorOf(world.s1, 'viewer'), denied)).objection?.code).toBe('not_permitted');
  });

  it('shows a distributor what acting for its reseller would do', async () => {
    const child = await issueQuotaTo(world.d1, await grant(world, world.d1, '50.00'), world.r1a, '50.00');
    const raw = input(child, { customerIds: [four('R1a').one.customerId], resellerId: world.r1a.id });
    expect((await look(raw, actorOf(world.d1))).outlook).toMatchObject({ after: cny(2_000n) });
  });
});
