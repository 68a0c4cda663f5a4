import { schema, type Transaction } from '@/db/client';
import { type Id, newId } from '@/lib/id';
import type { HeldLine } from './hold-line';

/** Keeps that this payer's next transfers are to be suggested for that partner. One that is kept already stays as it is. */
export async function makeRule(
  tx: Transaction,
  line: HeldLine,
  partnerId: Id<'organization'>,
  userId: Id<'user'> | null,
): Promise<void> {
  if (!line.payerName || !line.payerNameKey || !userId) return;
  await tx
    .insert(schema.payerRules)
    .values({
      id: newId('payerRule'),
      organizationId: line.organizationId,
      rootId: line.rootId,
      payerName: line.payerName,
      payerNameKey: line.payerNameKey,
      payerAccount: line.payerAccount,
      partnerId,
      lineId: line.id,
      userId,
    })
    .onConflictDoNothing();
}
