import { makeBankProfile, makeRefusedFile } from '@/tests/bank-rows';
import { draftCoupons, quotaFor } from '@/tests/coupon-batches';
import { actorOf, canary, type World } from '@/tests/world';
import type { Thing } from './canary-server';

/** For some partners a quota and a list of coupons to issue from it. @returns them, the lists last */
export async function fillLists(world: World): Promise<Thing[]> {
  const quotas: Thing[] = [];
  const lists: Thing[] = [];
  for (const partner of [world.s1, world.s2, world.d1, world.r1a, world.r2a]) {
    const customer = world.customers[partner.code]?.two;
    if (!customer) throw new Error(`${partner.code} has customers`);
    const quota = await quotaFor(world, partner, '50.00');
    const rows = [[customer, '5.00', canary(partner.code, 'list-memo')]] as const;
    quotas.push({ of: partner.code, id: quota });
    lists.push({ of: partner.code, id: await draftCoupons(partner, quota, rows) });
  }
  const operator = actorOf(world.operator);
  const files = [await makeRefusedFile(operator), await makeBankProfile(operator)].map((id) => ({
    of: world.operator.code,
    id,
  }));
  return [...quotas, ...files, ...lists];
}
