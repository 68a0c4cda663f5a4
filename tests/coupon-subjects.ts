import type { Id } from '@/lib/id';
import { grant, issueQuotaTo, issueTo } from './coupons';
import type { World, WorldCustomer, WorldOrganization } from './world';

/** A quota of a partner's own: a reseller's is cut from its distributor's. */
export async function makeQuota(
  world: World,
  partner: WorldOrganization,
  amount = '100.00',
): Promise<Id<'couponQuota'>> {
  if (partner.kind !== 'reseller') return grant(world, partner, amount);
  const distributor = partner.rootId === world.d2.rootId ? world.d2 : world.d1;
  return issueQuotaTo(distributor, await grant(world, distributor, amount), partner, amount);
}

/** A coupon that a customer has from its partner. */
export async function makeCoupon(world: World, customer: WorldCustomer, amount = '10.00'): Promise<Id<'coupon'>> {
  const [coupon] = await issueTo(customer.partner, await makeQuota(world, customer.partner), [customer], amount);
  if (!coupon) throw new Error(`${customer.code} can have a coupon`);
  return coupon;
}

/** Quotas and coupons of others than S1, by the prefixes of their ids. */
export async function foreignCoupons(world: World) {
  const { s2, d1, r1a } = world;
  const [of, below] = [world.customers['S2']?.one, world.customers['R1a']?.one];
  if (!of || !below) throw new Error('the world has customers');
  return {
    qta: [await makeQuota(world, s2), await makeQuota(world, d1), await makeQuota(world, r1a)],
    cpn: [await makeCoupon(world, of), await makeCoupon(world, below)],
  };
}
