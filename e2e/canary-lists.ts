import { setTerms } from '@/domain/credit/set-terms';
import { setThreshold } from '@/domain/credit/set-threshold';
import { draftCoupons, quotaFor } from '@/tests/coupon-batches';
import { actorOf, canary, freshKey, type World, type WorldOrganization } from '@/tests/world';
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
  for (const partner of [world.s1, world.s2, world.d1]) await lendTo(world, partner);
  return [...quotas, ...lists];
}

/** Terms that change nothing of what a partner can allocate, and somebody who is told when a balance is low. */
async function lendTo({ operator, customers }: World, partner: WorldOrganization): Promise<void> {
  const terms = { creditLimit: '5.00', designated: '5.00', owedInvoices: '1.00' };
  const reason = canary(partner.code, 'terms-reason');
  const outcomes = [
    await setTerms(actorOf(operator), freshKey(), { organizationId: partner.id, ...terms, reason }),
    await setThreshold(actorOf(partner), freshKey(), { amount: '0.01' }),
    await setThreshold(actorOf(partner), freshKey(), {
      amount: '0.02',
      customerId: customers[partner.code]?.one.customerId,
    }),
  ];
  if (!outcomes.every(({ ok }) => ok)) throw new Error(`no terms for ${partner.code}`);
}
