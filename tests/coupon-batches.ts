import { createCouponBatch } from '@/domain/batches/create-coupon-batch';
import { previewCouponBatch } from '@/domain/batches/preview-coupon-batch';
import { type CouponBatch, findCouponBatch, listBatchItems } from '@/domain/batches/queries';
import { readScope } from '@/domain/read-scope';
import type { Id } from '@/lib/id';
import { grant, issueQuotaTo } from './coupons';
import {
  actorOf,
  freshKey,
  makeCustomer,
  makeOrganization,
  type World,
  type WorldCustomer,
  type WorldOrganization,
} from './world';

export const couponScopeOf = (organization: WorldOrganization) => readScope(actorOf(organization), 'coupons.issue');

/** Gives any partner quota in the way it comes to its kind: from the platform, or for a reseller from its distributor. */
export async function quotaFor(world: World, partner: WorldOrganization, amount: string): Promise<Id<'couponQuota'>> {
  if (partner.kind !== 'reseller') return grant(world, partner, amount);
  const distributor = partner.rootId === world.d1.id ? world.d1 : world.d2;
  return issueQuotaTo(distributor, await grant(world, distributor, amount), partner, amount);
}

/** A partner of the test's own with some resale customers. */
export async function makeIssuer(code: string, count: number) {
  const partner = await makeOrganization({ code, kind: 'solution_provider' });
  const customers: WorldCustomer[] = [];
  for (let n = 1; n <= count; n += 1) customers.push(await makeCustomer(partner, `${code}-${n}`, 'resale'));
  return { partner, customers };
}

/** Keeps a list of coupons as a draft through the command. */
export async function draftCoupons(
  partner: WorldOrganization,
  quotaId: Id<'couponQuota'>,
  rows: readonly (readonly [customer: string | WorldCustomer, amount: string, memo?: string])[],
  terms: Readonly<Record<string, unknown>> = {},
): Promise<Id<'adjustmentBatch'>> {
  const text = rows
    .map(([who, amount, memo = '']) => [typeof who === 'string' ? who : who.customerId, amount, memo].join(','))
    .join('\n');
  const outcome = await createCouponBatch(actorOf(partner), freshKey(), { quotaId, text, ...terms });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome));
  return outcome.id;
}

/** The list as its partner reads it. */
export async function couponBatch(partner: WorldOrganization, id: Id<'adjustmentBatch'>): Promise<CouponBatch> {
  const batch = await findCouponBatch(couponScopeOf(partner), id);
  if (!batch) throw new Error('the batch exists');
  return batch;
}

/** What running it now would come to. */
export const lookAt = async (partner: WorldOrganization, id: Id<'adjustmentBatch'>) =>
  previewCouponBatch(couponScopeOf(partner), actorOf(partner), await couponBatch(partner, id));

/** Its rows. */
export const rowsOf = (partner: WorldOrganization, id: Id<'adjustmentBatch'>) =>
  listBatchItems(couponScopeOf(partner), id, { afterRow: 0, limit: 5_000 });
