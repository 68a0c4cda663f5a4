import { and, eq } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import type { Actor } from '@/domain/actor';
import type { Id } from '@/lib/id';

const { customerContacts } = schema;

/** A contact of the actor's organization, held until the transaction ends; undefined for any other, just as for an id that names nothing. */
export async function holdContact(tx: Transaction, actor: Actor, id: Id<'customerContact'>) {
  const [row] = await tx
    .select()
    .from(customerContacts)
    .where(and(eq(customerContacts.id, id), eq(customerContacts.organizationId, actor.organizationId)))
    .for('no key update');
  return row;
}
