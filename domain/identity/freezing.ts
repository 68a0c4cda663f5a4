import { and, eq, isNull, sql } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import type { DomainEvent } from '@/domain/trail';
import type { Id } from '@/lib/id';

const { organizations, sessions } = schema;

/** An organization row, held until the transaction ends. */
export type HeldOrganization = NonNullable<Awaited<ReturnType<typeof holdOrganization>>>;

/**
 * Reads an organization and keeps others from changing it. Money commands hold it shared, so whoever comes second sees what the first did.
 *
 * @source design/decisions.md 43
 */
export async function holdOrganization(tx: Transaction, id: Id<'organization'>) {
  const [row] = await tx
    .select({
      id: organizations.id,
      rootId: organizations.rootId,
      kind: organizations.kind,
      state: organizations.state,
      frozenReason: organizations.frozenReason,
    })
    .from(organizations)
    .where(eq(organizations.id, id))
    .for('no key update');
  return row;
}

/** Freezes a held organization and signs out everyone in it at once. @returns how many sessions ended */
export async function freezeHeld(tx: Transaction, id: Id<'organization'>, reason: string): Promise<number> {
  await tx
    .update(organizations)
    .set({ state: 'frozen', frozenAt: sql`clock_timestamp()`, frozenReason: reason })
    .where(eq(organizations.id, id));
  const ended = await tx
    .update(sessions)
    .set({ endedAt: sql`clock_timestamp()`, endedReason: 'frozen' })
    .where(and(eq(sessions.organizationId, id), isNull(sessions.endedAt)))
    .returning({ id: sessions.id });
  return ended.length;
}

/** Makes a held organization active again. Nobody is signed in by it. */
export async function unfreezeHeld(tx: Transaction, id: Id<'organization'>): Promise<void> {
  await tx
    .update(organizations)
    .set({ state: 'active', frozenAt: null, frozenReason: null })
    .where(eq(organizations.id, id));
}

/** What others hear of it. The reason stays with the operator. */
export const frozenEvent = (kind: string, held: HeldOrganization, subjectId: string): DomainEvent => ({
  kind,
  organizationId: held.id,
  rootId: held.rootId,
  subjectId,
  payload: { id: subjectId },
});
