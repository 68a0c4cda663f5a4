import { and, eq } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import type { Actor } from '@/domain/actor';
import type { Id } from '@/lib/id';
import { invariant } from '@/lib/invariant';

const { savedViews, users } = schema;

/** Whoever keeps views is a person. */
export function personOf(actor: Actor): Id<'user'> {
  invariant(actor.userId, 'only people keep views');
  return actor.userId;
}

/** How many views a person has of the list of customers. Holds the person, so that two views saved at once are counted one after the other. */
export async function countHeldViews(tx: Transaction, userId: Id<'user'>): Promise<number> {
  await tx.select({ id: users.id }).from(users).where(eq(users.id, userId)).for('no key update');
  return tx.$count(savedViews, and(eq(savedViews.userId, userId), eq(savedViews.list, 'customers')));
}

/** A view of the actor's own, held until the transaction ends; undefined for those of others, as for one that does not exist. */
export async function holdView(tx: Transaction, actor: Actor, viewId: Id<'savedView'>) {
  const [view] = await tx
    .select({ id: savedViews.id, name: savedViews.name })
    .from(savedViews)
    .where(and(eq(savedViews.id, viewId), eq(savedViews.userId, personOf(actor))))
    .for('update');
  return view;
}
