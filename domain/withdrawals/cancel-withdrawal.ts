import { eq, sql } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { factsOf, holdWithdrawal, withdrawalEvent } from './hold-withdrawal';
import { cancelWithdrawalInput } from './input';
import { releaseHeld } from './move-held';

const { withdrawals } = schema;

/**
 * Takes back a request for money that nobody has decided on yet. What was held is the organization's to spend again.
 *
 * @source spec/06 §6.5, spec/13 L15
 */
export const cancelWithdrawal = command({
  name: 'withdrawals.cancel',
  permission: 'withdrawals.request',
  returns: 'withdrawal',
  input: cancelWithdrawalInput,
  refusals: ['withdrawal_not_found', 'organization_frozen', 'withdrawal_not_open'],
  async run({ actor, tx, refuse }, { withdrawalId }) {
    const held = await holdWithdrawal(tx, withdrawalId);
    if (!held || held.withdrawal.organizationId !== actor.organizationId) return refuse('withdrawal_not_found');
    if (held.isFrozen) return refuse('organization_frozen');
    const { withdrawal } = held;
    if (withdrawal.state !== 'requested') return refuse('withdrawal_not_open');
    const transferId = await releaseHeld(tx, withdrawal);
    const at = sql`clock_timestamp()`;
    await tx
      .update(withdrawals)
      .set({ state: 'cancelled', endTransferId: transferId, endedBy: actor.userId, endedAt: at, updatedAt: at })
      .where(eq(withdrawals.id, withdrawalId));
    return {
      id: withdrawalId,
      audit: { transferId, detail: factsOf(withdrawal) },
      events: [withdrawalEvent('withdrawal.cancelled', withdrawal, { transferId })],
    };
  },
});
