import { and, asc, eq, sql } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import type { Actor } from '@/domain/actor';
import { holdOrganization } from '@/domain/identity/freezing';
import type { Id } from '@/lib/id';

const { receivingAccounts } = schema;

/**
 * Every account of the operator's at a bank, held until the transaction ends, with the operator itself: so that of two who name a default at
 * once the second sees the first.
 */
export async function holdReceivingAccounts(tx: Transaction, { organizationId }: Actor) {
  await holdOrganization(tx, organizationId);
  return tx
    .select()
    .from(receivingAccounts)
    .where(eq(receivingAccounts.organizationId, organizationId))
    .orderBy(asc(receivingAccounts.id))
    .for('no key update');
}

/** Leaves no account the default, so that another one can become it. */
export async function clearDefault(tx: Transaction, { organizationId }: Actor): Promise<void> {
  await tx
    .update(receivingAccounts)
    .set({ isDefault: false, updatedAt: sql`clock_timestamp()` })
    .where(and(eq(receivingAccounts.organizationId, organizationId), eq(receivingAccounts.isDefault, true)));
}

/** One of the accounts held, by its id. */
export const heldAccount = (accounts: Awaited<ReturnType<typeof holdReceivingAccounts>>, id: Id<'receivingAccount'>) =>
  accounts.find((account) => account.id === id);
