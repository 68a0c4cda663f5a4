import { issueQuota } from '@/domain/coupons/issue-quota';
import type { Id } from '@/lib/id';
import { grant, issueTo, recordsOf } from '@/tests/coupons';
import { actorOf, canary, freshKey, type World, type WorldOrganization } from '@/tests/world';

/**
 * Quota for everybody, and a coupon from it for a customer of each. A remark is its issuer's alone: the operator's on a grant, a
 * distributor's on what it cuts, a partner's on coupons. The last two are canaries of the issuer's second customer, so that neither a reseller,
 * nor the first customer, nor people in sales may meet them.
 *
 * Every list names somebody of another tree too: what was declined is written down, and must not tell the name.
 */
export async function fillCoupons(world: World): Promise<void> {
  const { d1, d2, r1a, r1b, r2a, s1, s2, g1 } = world;
  const granted = { remark: canary('V', 'grant-remark') };
  for (const partner of [s1, s2, g1]) await issueOwn(world, partner, await grant(world, partner, '500.00', granted));
  for (const [distributor, resellers, foreign] of [
    [d1, [r1a, r1b], r2a],
    [d2, [r2a], r1a],
  ] as const) {
    const own = await grant(world, distributor, '500.00', granted);
    await issueOwn(world, distributor, own);
    for (const reseller of resellers) await issueOwn(world, reseller, await cut(distributor, own, [reseller, foreign]));
  }
}

async function cut(
  distributor: WorldOrganization,
  quotaId: Id<'couponQuota'>,
  resellers: readonly WorldOrganization[],
) {
  const remark = canary(`${distributor.code}-2`, 'quota-remark');
  const input = { quotaId, resellerIds: resellers.map(({ id }) => id), amount: '90.00', remark };
  const issued = await issueQuota(actorOf(distributor), freshKey(), input);
  if (!issued.ok) throw new Error(issued.code);
  const child = (await recordsOf(issued.id)).find(({ refusal }) => refusal === null)?.quotaId;
  if (!child) throw new Error('the reseller has quota');
  return child;
}

async function issueOwn(world: World, partner: WorldOrganization, quota: Id<'couponQuota'>): Promise<void> {
  const four = world.customers[partner.code];
  const foreign = world.customers[partner.code === 'S2' ? 'S1' : 'S2']?.one;
  if (!four || !foreign) throw new Error(`${partner.code} and its neighbour have customers`);
  // Both of S1's, one of whom reads: what its neighbour has is not its own.
  const own = partner.code === 'S1' ? [four.one, four.two] : [four.one];
  await issueTo(partner, quota, [...own, foreign], '20.00', { remark: canary(four.two.code, 'coupon-remark') });
}
