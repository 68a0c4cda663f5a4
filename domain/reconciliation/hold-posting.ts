import { and, eq, sql } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import type { Actor } from '@/domain/actor';
import type { Id } from '@/lib/id';

const { bankLines, bankPostings } = schema;

/** A posting that waits for a decision, with its line: both held. */
export interface OpenPosting {
  readonly posting: typeof bankPostings.$inferSelect;
  readonly line: typeof bankLines.$inferSelect;
}

/**
 * Holds a posting of the actor's that waits, its line before it, as everybody does who decides about one.
 *
 * @refuses posting_not_found, posting_decided
 */
export async function holdOpenPosting(
  {
    tx,
    actor,
    refuse,
  }: {
    readonly tx: Transaction;
    readonly actor: Actor;
    readonly refuse: (code: 'posting_not_found' | 'posting_decided') => never;
  },
  id: Id<'bankPosting'>,
): Promise<OpenPosting> {
  const isIt = and(eq(bankPostings.id, id), eq(bankPostings.organizationId, actor.organizationId));
  const [found] = await tx.select({ lineId: bankPostings.lineId }).from(bankPostings).where(isIt);
  if (!found) return refuse('posting_not_found');
  const [line] = await tx.select().from(bankLines).where(eq(bankLines.id, found.lineId)).for('no key update');
  const [posting] = await tx.select().from(bankPostings).where(isIt).for('no key update');
  if (!line || !posting || posting.state !== 'proposed') return refuse('posting_decided');
  return { posting, line };
}

/** Ends a posting that is held. */
export async function decidePosting(
  tx: Transaction,
  id: Id<'bankPosting'>,
  decision: {
    readonly state: 'done' | 'rejected' | 'withdrawn';
    readonly by: Id<'user'> | null;
    readonly note: string | null;
    readonly transferId?: Id<'transfer'>;
  },
): Promise<void> {
  const { state, by, note, transferId = null } = decision;
  await tx
    .update(bankPostings)
    .set({ state, decidedBy: by, decidedAt: sql`clock_timestamp()`, decisionNote: note, transferId })
    .where(eq(bankPostings.id, id));
}
