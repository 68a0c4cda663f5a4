import { eq, sql } from 'drizzle-orm';
import { schema } from '@/db/client';
import { type Id, newId } from '@/lib/id';
import type { Money } from '@/lib/money';
import { moveFromSuspense } from './credit-line';
import { findReceiver, holdFreeLine, type LineContext } from './hold-line';

/** A withdrawal that had been paid and whose money has come back. */
export interface ReturnedWithdrawal {
  readonly lineId: Id<'bankLine'>;
  readonly withdrawalId: Id<'withdrawal'>;
  readonly partnerId: Id<'organization'>;
  /** The line has to bring exactly this. */
  readonly amount: Money;
  /** The caller's, who has written it down as the withdrawal's `return_transfer_id`. */
  readonly transferId: Id<'transfer'>;
  readonly note: string | null;
}

/**
 * Takes a line in suspense as a withdrawal that the bank has sent back: its money goes to the partner again (`withdraw_return`), and it is
 * nobody's recharge. Inside another command's transaction, which keeps audit and event of the transfer. Holds the line, and at its end the
 * balances, so it is called last.
 *
 * @refuses bank_line_not_found, line_not_open (also where the amount is another), line_posting_open, organization_not_found,
 * partner_cannot_receive, partner_frozen
 * @source spec/06 §6.5
 */
export async function takeLineForReturn(
  context: LineContext,
  returned: ReturnedWithdrawal,
): Promise<Id<'bankPosting'>> {
  const { tx, actor, refuse } = context;
  const line = await holdFreeLine(context, returned.lineId);
  const { minor, currency } = returned.amount;
  if (line.amountMinor !== minor || line.currency !== currency) return refuse('line_not_open');
  const receiver = await findReceiver(context, returned.partnerId, line);
  const id = newId('bankPosting');
  await tx.insert(schema.bankPostings).values({
    ...{ id, organizationId: line.organizationId, rootId: line.rootId, lineId: line.id, kind: 'withdrawal_return' },
    ...{ partnerId: returned.partnerId, withdrawalId: returned.withdrawalId, amountMinor: minor, currency },
    ...{ note: returned.note, needsSecond: false, state: 'done', proposedBy: actor.userId },
    ...{ decidedAt: sql`clock_timestamp()`, transferId: returned.transferId },
  });
  await tx
    .update(schema.bankLines)
    .set({ state: 'returned', partnerId: returned.partnerId, updatedAt: sql`clock_timestamp()` })
    .where(eq(schema.bankLines.id, line.id));
  await moveFromSuspense(context, line, { id: returned.transferId, kind: 'withdraw_return', credit: receiver.funds });
  return id;
}
