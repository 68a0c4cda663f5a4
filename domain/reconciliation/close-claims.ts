import { and, eq, sql } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import type { DomainEvent } from '@/domain/trail';
import type { Id } from '@/lib/id';
import { money } from '@/lib/money';
import { claimDecided } from './hold-claim';
import type { HeldLine } from './hold-line';

const { remittanceClaims } = schema;

/**
 * Decides the open claims of a held line that leaves suspense: whose money it becomes is right, and everybody else is turned down. Who is turned
 * down so has no note to read; its page says in words that the transfer was credited otherwise.
 *
 * @param decided whose it becomes: null where it is nobody's recharge; and who decided: null for a job
 * @returns what the claimants are to hear of
 * @source spec/06 §6.2
 */
export async function closeClaims(
  tx: Transaction,
  line: Pick<HeldLine, 'id' | 'amountMinor' | 'currency'>,
  decided: { receiverId: Id<'organization'> | null; userId: Id<'user'> | null },
): Promise<DomainEvent[]> {
  const { receiverId, userId } = decided;
  const { id, organizationId, rootId, lineId, state } = remittanceClaims;
  const open = await tx
    .select({ id, organizationId, rootId })
    .from(remittanceClaims)
    .where(and(eq(lineId, line.id), eq(state, 'submitted')))
    .orderBy(id)
    .for('update');
  if (open.length === 0) return [];
  const outcome =
    receiverId === null
      ? sql`'rejected'`
      : sql`case when ${organizationId} = ${sql.param(receiverId, organizationId)} then 'approved' else 'rejected' end`;
  await tx
    .update(remittanceClaims)
    .set({ state: outcome, decidedBy: userId, decidedAt: sql`clock_timestamp()` })
    .where(and(eq(lineId, line.id), eq(state, 'submitted')));
  const amount = money(line.amountMinor, line.currency);
  return open.map((claim) =>
    claimDecided({ ...claim, amount }, claim.organizationId === receiverId ? 'approved' : 'rejected'),
  );
}
