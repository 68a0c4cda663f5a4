import { eq, sql } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { factsOf, holdWithdrawal, withdrawalEvent } from './hold-withdrawal';
import { rejectWithdrawalInput } from './input';
import { releaseHeld } from './move-held';

const { withdrawals } = schema;

/**
 * Declines a request for money, and says why. What was held is the partner's to spend again. One that was approved can still be declined as
 * long as it stands in no payment file.
 *
 * @source spec/06 §6.5, spec/13 L15
 */
export const rejectWithdrawal = command({
  name: 'withdrawals.reject',
  permission: 'withdrawals.decide',
  returns: 'withdrawal',
  input: rejectWithdrawalInput,
  refusals: ['withdrawal_not_found', 'withdrawal_not_open', 'second_person_needed'],
  constraints: { withdrawals_second_person: 'second_person_needed' },
  async run({ actor, tx, refuse }, { withdrawalId, note }) {
    const held = await holdWithdrawal(tx, withdrawalId);
    if (!held) return refuse('withdrawal_not_found');
    const { withdrawal } = held;
    if (withdrawal.state !== 'requested' && withdrawal.state !== 'approved') return refuse('withdrawal_not_open');
    const transferId = await releaseHeld(tx, withdrawal);
    const at = sql`clock_timestamp()`;
    const decided = { decidedBy: actor.userId, decidedAt: at, decisionNote: note };
    const ended = { endTransferId: transferId, endedBy: actor.userId, endedAt: at };
    await tx
      .update(withdrawals)
      .set({ state: 'rejected', ...decided, ...ended, updatedAt: at })
      .where(eq(withdrawals.id, withdrawalId));
    const { organizationId } = withdrawal;
    return {
      id: withdrawalId,
      audit: { transferId, detail: { ...factsOf(withdrawal), organizationId, note } },
      events: [withdrawalEvent('withdrawal.decided', withdrawal, { transferId, decision: 'reject' })],
    };
  },
});
