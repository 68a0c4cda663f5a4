import { sql } from 'drizzle-orm';
import { command } from '@/domain/command';
import { auditOthers, endAll, openTogether } from './decide-together';
import { factsOf, type HeldWithdrawal, holdWithdrawal, withdrawalEvent } from './hold-withdrawal';
import { rejectWithdrawalInput } from './input';

/**
 * Declines a request for money, and says why. What was held is the partner's to spend again. What was asked for together is declined together;
 * one that was approved can still be declined, by itself, as long as it stands in no payment file and no provider was asked for it.
 *
 * @source spec/06 §6.5, spec/13 L15
 */
export const rejectWithdrawal = command({
  name: 'withdrawals.reject',
  permission: 'withdrawals.decide',
  returns: 'withdrawal',
  input: rejectWithdrawalInput,
  refusals: ['withdrawal_not_found', 'withdrawal_not_open', 'partner_frozen', 'second_person_needed'],
  constraints: { withdrawals_second_person: 'second_person_needed' },
  async run({ actor, tx, refuse }, { withdrawalId, note }) {
    const held = await holdWithdrawal(tx, withdrawalId);
    if (!held) return refuse('withdrawal_not_found');
    const { withdrawal } = held;
    if (withdrawal.state !== 'requested' && withdrawal.state !== 'approved') return refuse('withdrawal_not_open');
    const at = sql`clock_timestamp()`;
    const end = {
      ...{ state: 'rejected' as const, decidedBy: actor.userId, decidedAt: at, decisionNote: note },
      ...{ endedBy: actor.userId, endedAt: at, updatedAt: at },
    };
    const all = withdrawal.state === 'approved' ? [withdrawal] : openTogether(held);
    const decided = await endAll(tx, all, end, () => refuse('partner_frozen'));
    const detailOf = (one: HeldWithdrawal) => ({ ...factsOf(one), organizationId: one.organizationId, note });
    await auditOthers(tx, actor, decided, (one) => ({ action: 'withdrawals.reject', detail: detailOf(one) }));
    return {
      id: withdrawalId,
      audit: { transferId: decided[0]?.transferId ?? null, detail: detailOf(withdrawal) },
      events: decided.map(({ withdrawal: one, transferId }) =>
        withdrawalEvent('withdrawal.decided', one, { ...(transferId ? { transferId } : {}), decision: 'reject' }),
      ),
    };
  },
});
