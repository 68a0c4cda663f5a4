import { eq, inArray } from 'drizzle-orm';
import type { PgUpdateSetSource } from 'drizzle-orm/pg-core';
import { schema, type Transaction } from '@/db/client';
import type { Actor } from '@/domain/actor';
import { type AuditFact, insertAudit } from '@/domain/trail';
import type { Id } from '@/lib/id';
import type { HeldWithdrawal } from './hold-withdrawal';
import { releaseAll } from './move-held';

const { withdrawals } = schema;

/** What a decision leaves on a withdrawal. */
type Decided = PgUpdateSetSource<typeof withdrawals>;

/** One that was decided on, and the transfer that gave back what was held, where it came to nothing. */
export interface DecidedWithdrawal {
  readonly withdrawal: HeldWithdrawal;
  readonly transferId: Id<'transfer'> | null;
}

/** Of a held withdrawal what is decided with it: those asked for together that nobody has decided on yet. */
export const openTogether = (held: {
  readonly withdrawal: HeldWithdrawal;
  readonly together: readonly HeldWithdrawal[];
}): HeldWithdrawal[] => [held.withdrawal, ...held.together.filter(({ state }) => state === 'requested')];

/** Writes a decision down on all of them that moves nothing. */
export async function decideAll(
  tx: Transaction,
  all: readonly HeldWithdrawal[],
  decided: Decided,
): Promise<DecidedWithdrawal[]> {
  const ids = all.map(({ id }) => id);
  await tx.update(withdrawals).set(decided).where(inArray(withdrawals.id, ids));
  return all.map((withdrawal) => ({ withdrawal, transferId: null }));
}

/**
 * The same for one by which they come to nothing: what was held is the partner's again, each by a transfer of its own.
 *
 * @param refuse called under the emergency brake
 */
export async function endAll(
  tx: Transaction,
  all: readonly HeldWithdrawal[],
  decided: Decided,
  refuse: () => never,
): Promise<DecidedWithdrawal[]> {
  const transferIds = await releaseAll(tx, all, refuse);
  const ended = all.map((withdrawal, at) => ({ withdrawal, transferId: transferIds[at] ?? null }));
  for (const { withdrawal, transferId } of ended)
    await tx
      .update(withdrawals)
      .set({ ...decided, endTransferId: transferId })
      .where(eq(withdrawals.id, withdrawal.id));
  return ended;
}

/** The audit of those that were decided along; the command writes that of the one it was asked for. */
export async function auditOthers(
  tx: Transaction,
  actor: Actor,
  [, ...others]: readonly DecidedWithdrawal[],
  factOf: (withdrawal: HeldWithdrawal) => Pick<AuditFact, 'action' | 'detail'>,
): Promise<void> {
  if (others.length === 0) return;
  const facts = others.map(({ withdrawal, transferId }) => ({
    actor,
    fact: { ...factOf(withdrawal), subjectId: withdrawal.id, transferId },
  }));
  await tx.execute(insertAudit(facts));
}
