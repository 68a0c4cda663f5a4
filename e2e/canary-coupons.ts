import { issueCoupons } from '@/domain/coupons/issue-coupons';
import { issueQuota } from '@/domain/coupons/issue-quota';
import type { Id } from '@/lib/id';
import { grant, recordsOf } from '@/tests/coupons';
import { actorOf, canary, freshKey, type World, type WorldOrganization } from '@/tests/world';
import type { Thing } from './canary-server';

/**
 * Quotas, coupons and what was done to them, with a canary wherever somebody may write. Every list names somebody of another tree too: what was
 * declined is written down, and must not tell the name.
 */
export async function fillCoupons(world: World): Promise<Thing[]> {
  const { s1, s2, d1, r1a, r2a } = world;
  const things: Thing[] = [];
  for (const partner of [s1, s2]) {
    const quotaId = await grant(world, partner, '100.00');
    things.push({ of: partner.code, id: quotaId }, ...(await issue(world, partner, quotaId)));
  }
  const quotaId = await grant(world, d1, '100.00');
  const input = { quotaId, resellerIds: [r1a.id, r2a.id], amount: '50.00', remark: canary('D1', 'quota-remark') };
  const issued = await issueQuota(actorOf(d1), freshKey(), input);
  if (!issued.ok) throw new Error(issued.code);
  const child = (await recordsOf(issued.id)).find(({ refusal }) => refusal === null)?.quotaId;
  if (!child) throw new Error('the reseller has quota');
  things.push({ of: 'D1', id: quotaId }, { of: 'D1', id: issued.id }, { of: 'R1a', id: child });
  return [...things, ...(await issue(world, r1a, child))];
}

async function issue(world: World, { code, ...partner }: WorldOrganization, quotaId: Id<'couponQuota'>) {
  const foreign = world.customers[code === 'S1' ? 'S2' : 'S1']?.one.customerId;
  const customerIds = [world.customers[code]?.one.customerId, world.customers[code]?.two.customerId, foreign];
  const input = { quotaId, customerIds, faceValue: '10.00', remark: canary(code, 'coupon-remark') };
  const outcome = await issueCoupons(actorOf({ code, ...partner }), freshKey(), input);
  if (!outcome.ok) throw new Error(outcome.code);
  const coupons = (await recordsOf(outcome.id)).flatMap(({ couponId }) => couponId ?? []);
  return [outcome.id, ...coupons].map((id): Thing => ({ of: code, id }));
}
