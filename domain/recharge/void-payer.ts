import { and, eq, sql } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { invariant } from '@/lib/invariant';
import { voidPayerInput } from './payer-input';

const { entrustedPayers } = schema;

/**
 * Ends an agreement for good: from this moment the payer's transfers are no longer the partner's. What was credited stays credited.
 *
 * @source spec/06 §6.3
 */
export const voidPayer = command({
  name: 'payers.void',
  permission: 'payers.manage',
  returns: 'entrustedPayer',
  input: voidPayerInput,
  refusals: ['payer_not_found', 'payer_void'],
  async run({ tx, actor, refuse }, { payerId }) {
    const { organizationId, userId } = actor;
    invariant(userId, 'agreements are made and ended by people');
    const [payer] = await tx
      .select({ voidedAt: entrustedPayers.voidedAt, payerType: entrustedPayers.payerType })
      .from(entrustedPayers)
      .where(and(eq(entrustedPayers.id, payerId), eq(entrustedPayers.organizationId, organizationId)))
      .for('no key update');
    if (!payer) return refuse('payer_not_found');
    if (payer.voidedAt) return refuse('payer_void');
    await tx
      .update(entrustedPayers)
      .set({ voidedAt: sql`clock_timestamp()`, voidedBy: userId })
      .where(eq(entrustedPayers.id, payerId));
    return { id: payerId, audit: { detail: { payerType: payer.payerType } } };
  },
});
