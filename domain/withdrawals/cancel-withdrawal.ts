import { sql } from 'drizzle-orm';
import { command } from '@/domain/command';
import { auditOthers, endAll, openTogether } from './decide-together';
import { factsOf, holdWithdrawal, withdrawalEvent } from './hold-withdrawal';
import { cancelWithdrawalInput } from './input';

/**
 * Takes back a request for money that nobody has decided on yet, with what was asked for together. What was held is the organization's to spend
 * again.
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
    if (held.withdrawal.state !== 'requested') return refuse('withdrawal_not_open');
    const at = sql`clock_timestamp()`;
    const end = { state: 'cancelled' as const, endedBy: actor.userId, endedAt: at, updatedAt: at };
    const ended = await endAll(tx, openTogether(held), end, () => refuse('organization_frozen'));
    await auditOthers(tx, actor, ended, (one) => ({ action: 'withdrawals.cancel', detail: factsOf(one) }));
    return {
      id: withdrawalId,
      audit: { transferId: ended[0]?.transferId ?? null, detail: factsOf(held.withdrawal) },
      events: ended.map(({ withdrawal, transferId }) =>
        withdrawalEvent('withdrawal.cancelled', withdrawal, transferId ? { transferId } : {}),
      ),
    };
  },
});
