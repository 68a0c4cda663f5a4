import { eq, sql } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { factsOf, holdWithdrawal, withdrawalEvent } from './hold-withdrawal';
import { approveWithdrawalInput } from './input';

const { withdrawals } = schema;

/**
 * Lets money go out: from now on it can be put into a payment file. Nothing moves yet. Whoever asked for it cannot approve it, which the
 * database keeps too; a partner that is frozen is paid nothing.
 *
 * @source spec/06 §6.5, spec/13 L15
 */
export const approveWithdrawal = command({
  name: 'withdrawals.approve',
  permission: 'withdrawals.decide',
  returns: 'withdrawal',
  input: approveWithdrawalInput,
  refusals: ['withdrawal_not_found', 'withdrawal_not_open', 'partner_frozen', 'second_person_needed'],
  constraints: { withdrawals_second_person: 'second_person_needed' },
  async run({ actor, tx, refuse }, { withdrawalId, note }) {
    const held = await holdWithdrawal(tx, withdrawalId);
    if (!held) return refuse('withdrawal_not_found');
    const { withdrawal, isFrozen } = held;
    if (withdrawal.state !== 'requested') return refuse('withdrawal_not_open');
    if (isFrozen) return refuse('partner_frozen');
    const at = sql`clock_timestamp()`;
    await tx
      .update(withdrawals)
      .set({ state: 'approved', decidedBy: actor.userId, decidedAt: at, decisionNote: note, updatedAt: at })
      .where(eq(withdrawals.id, withdrawalId));
    const { organizationId } = withdrawal;
    return {
      id: withdrawalId,
      audit: { detail: { ...factsOf(withdrawal), organizationId, note } },
      events: [withdrawalEvent('withdrawal.decided', withdrawal, { decision: 'approve' })],
    };
  },
});
