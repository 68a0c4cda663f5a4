import { and, eq } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { formatMoney, money } from '@/lib/money';
import { removeThresholdInput } from './input';

const { balanceThresholds } = schema;

/** Ends the watch over a balance. Whose threshold it is not, for them it does not exist. @source issue D, credit and alerts */
export const removeThreshold = command({
  name: 'thresholds.remove',
  permission: 'thresholds.manage',
  returns: 'balanceThreshold',
  input: removeThresholdInput,
  refusals: ['threshold_not_found'],
  async run({ actor, tx, refuse }, { thresholdId }) {
    const [removed] = await tx
      .delete(balanceThresholds)
      .where(and(eq(balanceThresholds.id, thresholdId), eq(balanceThresholds.organizationId, actor.organizationId)))
      .returning();
    if (!removed) return refuse('threshold_not_found');
    const { customerId, thresholdMinor, currency } = removed;
    const amount = formatMoney(money(thresholdMinor, currency));
    return { id: thresholdId, audit: { detail: { customerId, amount, currency } } };
  },
});
