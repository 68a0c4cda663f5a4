import { sql } from 'drizzle-orm';
import { command } from '@/domain/command';
import { auditOthers, decideAll, openTogether } from './decide-together';
import { factsOf, type HeldWithdrawal, holdWithdrawal, withdrawalEvent } from './hold-withdrawal';
import { approveWithdrawalInput } from './input';
import { isTakenBack } from './taken-back';

/**
 * Lets money go out: from now on it can be put into a payment file, or its provider is asked to give it back. Nothing moves yet. What was asked
 * for together is approved together. Whoever asked for it cannot approve it, which the database keeps too; a partner that is frozen is paid
 * nothing, and what the bank has taken back since is not sent back to its payer as well.
 *
 * @source spec/06 §6.5, spec/13 L15
 */
export const approveWithdrawal = command({
  name: 'withdrawals.approve',
  permission: 'withdrawals.decide',
  returns: 'withdrawal',
  input: approveWithdrawalInput,
  refusals: [
    'withdrawal_not_found',
    'withdrawal_not_open',
    'partner_frozen',
    'recharge_taken_back',
    'second_person_needed',
  ],
  constraints: { withdrawals_second_person: 'second_person_needed' },
  async run({ actor, tx, refuse }, { withdrawalId, note }) {
    const held = await holdWithdrawal(tx, withdrawalId);
    if (!held) return refuse('withdrawal_not_found');
    if (held.withdrawal.state !== 'requested') return refuse('withdrawal_not_open');
    if (held.isFrozen) return refuse('partner_frozen');
    const all = openTogether(held);
    const ids = all.map(({ id }) => id);
    if (await isTakenBack(tx, ids)) return refuse('recharge_taken_back');
    const at = sql`clock_timestamp()`;
    const decided = await decideAll(tx, all, {
      ...{ state: 'approved', decidedBy: actor.userId, decidedAt: at, decisionNote: note, updatedAt: at },
    });
    const detailOf = (withdrawal: HeldWithdrawal) => ({
      ...factsOf(withdrawal),
      organizationId: withdrawal.organizationId,
      note,
    });
    await auditOthers(tx, actor, decided, (one) => ({ action: 'withdrawals.approve', detail: detailOf(one) }));
    return {
      id: withdrawalId,
      audit: { detail: detailOf(held.withdrawal) },
      events: decided.map((one) => withdrawalEvent('withdrawal.decided', one.withdrawal, { decision: 'approve' })),
    };
  },
});
