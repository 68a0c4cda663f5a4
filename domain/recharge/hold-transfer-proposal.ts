import { and, eq, sql } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import type { Actor } from '@/domain/actor';
import type { Id } from '@/lib/id';

const { bankTransferProposals } = schema;

/** A transfer that waits for a second person, held until the transaction ends. */
export type HeldProposal = typeof bankTransferProposals.$inferSelect;

/**
 * Holds a proposal of the actor's that waits.
 *
 * @refuses transfer_proposal_not_found, transfer_proposal_decided
 */
export async function holdOpenProposal(
  {
    tx,
    actor,
    refuse,
  }: {
    readonly tx: Transaction;
    readonly actor: Actor;
    readonly refuse: (code: 'transfer_proposal_not_found' | 'transfer_proposal_decided') => never;
  },
  id: Id<'bankTransferProposal'>,
): Promise<HeldProposal> {
  const [proposal] = await tx
    .select()
    .from(bankTransferProposals)
    .where(and(eq(bankTransferProposals.id, id), eq(bankTransferProposals.organizationId, actor.organizationId)))
    .for('no key update');
  if (!proposal) return refuse('transfer_proposal_not_found');
  return proposal.state === 'proposed' ? proposal : refuse('transfer_proposal_decided');
}

/** Ends a proposal that is held. */
export async function decideProposal(
  tx: Transaction,
  id: Id<'bankTransferProposal'>,
  decision: {
    readonly state: 'done' | 'rejected' | 'withdrawn';
    readonly by: Id<'user'> | null;
    readonly note: string | null;
    readonly bankTransferId?: Id<'bankTransfer'>;
  },
): Promise<void> {
  const { state, by, note, bankTransferId = null } = decision;
  await tx
    .update(bankTransferProposals)
    .set({ state, decidedBy: by, decidedAt: sql`clock_timestamp()`, decisionNote: note, bankTransferId })
    .where(eq(bankTransferProposals.id, id));
}
