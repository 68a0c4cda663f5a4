import { eq, sql } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { holdQuotas } from './hold-quotas';
import { setQuotaStateInput } from './input';
import type { QuotaState } from './model';

const { couponQuotas } = schema;

/** From what state the operator may bring a quota into which. What is invalid or reclaimed stays so. */
export const quotaWays = {
  normal: ['adjusting', 'frozen', 'invalid'],
  adjusting: ['normal', 'frozen', 'invalid'],
  frozen: ['normal', 'adjusting', 'invalid'],
  invalid: [],
  reclaimed: [],
} as const satisfies Record<QuotaState, readonly QuotaState[]>;

/**
 * Freezes a quota, marks it as being adjusted, makes it usable again, or sets it invalid for good. Its balance stays where it is, and coupons
 * that were issued from it are not touched.
 *
 * @source spec/05 §5.1
 */
export const setQuotaState = command({
  name: 'quotas.set_state',
  permission: 'quotas.adjust',
  returns: 'couponQuota',
  input: setQuotaStateInput,
  sensitive: 'if_asked',
  refusals: ['quota_not_found', 'quota_already_so', 'quota_wrong_state'],
  async run({ tx, refuse }, { quotaId, state, reason }) {
    const quota = (await holdQuotas(tx, [quotaId], 'no key update')).get(quotaId);
    if (!quota) return refuse('quota_not_found');
    if (quota.state === state) return refuse('quota_already_so');
    if (quota.isOver || !quotaWays[quota.state].some((way) => way === state)) return refuse('quota_wrong_state');
    await tx
      .update(couponQuotas)
      .set({ state, stateReason: reason, updatedAt: sql`clock_timestamp()` })
      .where(eq(couponQuotas.id, quotaId));
    const { organizationId, rootId, number } = quota;
    const detail = { organizationId, number, from: quota.state, to: state, reason };
    const event = {
      kind: 'quota.state_set',
      organizationId,
      rootId,
      subjectId: quotaId,
      payload: { quotaId, from: quota.state, to: state },
    };
    return { id: quotaId, audit: { detail }, events: [event] };
  },
});
