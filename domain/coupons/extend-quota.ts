import { eq, sql } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { Refusal } from '@/domain/refusal';
import { invariant } from '@/lib/invariant';
import { holdQuotas } from './hold-quotas';
import { extendQuotaInput } from './input';

const { couponQuotas } = schema;

/**
 * Lets a quota that is being adjusted last longer. Quotas of the platform's only, and never shorter: what has been cut from one lies within its
 * time. What was cut from it keeps its own end.
 *
 * @source spec/05 §5.1
 */
export const extendQuota = command({
  name: 'quotas.extend',
  permission: 'quotas.adjust',
  returns: 'couponQuota',
  input: extendQuotaInput,
  sensitive: 'if_asked',
  refusals: ['quota_not_found', 'quota_wrong_state'],
  async run({ tx, refuse }, { quotaId, expiresAt, reason }) {
    const quota = (await holdQuotas(tx, [quotaId], 'no key update')).get(quotaId);
    if (!quota) return refuse('quota_not_found');
    if (quota.state !== 'adjusting' || quota.parentId || quota.isOver) return refuse('quota_wrong_state');
    invariant(expiresAt, 'the input has an end');
    if (expiresAt <= quota.expiresAt) throw new Refusal('invalid_input', { expiresAt: 'not_later' });
    await tx
      .update(couponQuotas)
      .set({ expiresAt, updatedAt: sql`clock_timestamp()` })
      .where(eq(couponQuotas.id, quotaId));
    const { organizationId, rootId, number } = quota;
    const validity = { from: quota.expiresAt.toISOString(), to: expiresAt.toISOString() };
    const event = {
      kind: 'quota.extended',
      organizationId,
      rootId,
      subjectId: quotaId,
      payload: { quotaId, ...validity },
    };
    return { id: quotaId, audit: { detail: { organizationId, number, ...validity, reason } }, events: [event] };
  },
});
