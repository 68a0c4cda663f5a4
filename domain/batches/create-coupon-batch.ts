import { eq } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { narrow, problemsBeyond } from '@/domain/coupons/limits-model';
import { asOwnMoments, validityOf } from '@/domain/coupons/validity';
import { formatMoney } from '@/lib/money';
import { createCouponBatchInput } from './input';
import { identifyBatch, keepBatch } from './keep-batch';

const { couponQuotas } = schema;

/**
 * Keeps a list of coupons to issue as a draft: out of one quota of one's own, all on the same terms, each with its face value. Nothing is
 * issued; rows that cannot be understood are kept with the reason, so that they are seen. Terms that go beyond the quota are refused at once,
 * for no row could be issued on them.
 *
 * @source spec/05 §5.2, spec/13 L10, L20
 */
export const createCouponBatch = command({
  name: 'coupon_batches.create',
  permission: 'coupons.issue',
  returns: 'adjustmentBatch',
  input: createCouponBatchInput,
  refusals: ['quota_not_found', 'limits_outside_quota', 'terms_outside_quota'],
  identify: identifyBatch,
  async run({ actor, tx, newId, refuse }, input) {
    const { quotaId, minOrder, serviceTypes, productIds } = input;
    const [quota] = await tx.select().from(couponQuotas).where(eq(couponQuotas.id, quotaId));
    if (!quota || quota.organizationId !== actor.organizationId) return refuse('quota_not_found');
    const wanted = {
      ...{ serviceTypes, productIds },
      ...(minOrder && { minOrderMinor: minOrder.minor.toString() }),
    };
    const limits = narrow(quota.limits, wanted);
    if (typeof limits === 'string') return refuse(limits, problemsBeyond(quota.limits, wanted));
    const { effectiveAt, expiresAt } = asOwnMoments(input, quota, actor.timeZone);
    // The end of the quota itself may have passed: that is shown with the rows, as is everything else that time may mend.
    if (effectiveAt || expiresAt) await validityOf(tx, { effectiveAt, expiresAt }, quota);

    const terms = {
      effectiveAt: effectiveAt?.toISOString() ?? null,
      expiresAt: expiresAt?.toISOString() ?? null,
      minOrder: minOrder && formatMoney(minOrder),
      serviceTypes,
      productIds,
    };
    const kept = await keepBatch(tx, actor, { id: newId, kind: 'issue', quotaId, terms }, input);
    return { id: newId, audit: { detail: { kind: 'issue', quotaId, ...kept } } };
  },
});
