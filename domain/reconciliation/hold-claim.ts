import { and, eq, sql } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import type { Actor } from '@/domain/actor';
import type { DomainEvent } from '@/domain/trail';
import type { Id } from '@/lib/id';
import { formatMoney, type Money, money } from '@/lib/money';

const { bankLines, bankPostings, remittanceClaims } = schema;

/** A claim with its transfer, both held until the transaction ends. */
export interface HeldClaim {
  readonly id: Id<'remittanceClaim'>;
  readonly organizationId: Id<'organization'>;
  readonly rootId: Id<'organization'>;
  readonly lineId: Id<'bankLine'>;
  readonly state: 'submitted' | 'approved' | 'rejected' | 'withdrawn';
  readonly amount: Money;
}

/**
 * Holds a claim: the operator's any, a partner's its own. The transfer is held before it, as by everybody who decides about one.
 *
 * @returns undefined for ids that name nothing, or another partner's
 */
export async function holdClaim(
  tx: Transaction,
  actor: Actor,
  claimId: Id<'remittanceClaim'>,
): Promise<HeldClaim | undefined> {
  const own = actor.kind === 'operator' ? undefined : eq(remittanceClaims.organizationId, actor.organizationId);
  const isIt = and(eq(remittanceClaims.id, claimId), own);
  const [found] = await tx.select({ lineId: remittanceClaims.lineId }).from(remittanceClaims).where(isIt);
  if (!found) return undefined;
  const [line] = await tx
    .select({ amountMinor: bankLines.amountMinor, currency: bankLines.currency })
    .from(bankLines)
    .where(eq(bankLines.id, found.lineId))
    .for('no key update');
  const { id, organizationId, rootId, lineId, state } = remittanceClaims;
  const [claim] = await tx
    .select({ id, organizationId, rootId, lineId, state })
    .from(remittanceClaims)
    .where(isIt)
    .for('update');
  return claim && line && { ...claim, amount: money(line.amountMinor, line.currency) };
}

/** Whether an approval of the claim waits for a second person: until that is decided, the claim is not. */
export async function waitsForSecond(tx: Transaction, claimId: Id<'remittanceClaim'>): Promise<boolean> {
  const open = and(eq(bankPostings.claimId, claimId), eq(bankPostings.state, 'proposed'));
  return (await tx.$count(bankPostings, open)) > 0;
}

/** Ends a held claim without money. */
export async function endClaim(
  tx: Transaction,
  claimId: Id<'remittanceClaim'>,
  end: { state: 'rejected' | 'withdrawn'; decidedBy: Id<'user'> | null; decisionNote: string | null },
): Promise<void> {
  await tx
    .update(remittanceClaims)
    .set({ ...end, decidedAt: sql`clock_timestamp()` })
    .where(eq(remittanceClaims.id, claimId));
}

/** What the partner hears of a claim that was decided. */
export const claimDecided = (
  { id, organizationId, rootId, amount }: Omit<HeldClaim, 'state' | 'lineId'>,
  decision: 'approved' | 'rejected',
): DomainEvent => ({
  kind: 'claim.decided',
  organizationId,
  rootId,
  subjectId: id,
  payload: { decision, amount: formatMoney(amount), currency: amount.currency },
});
