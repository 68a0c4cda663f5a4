import { and, eq } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import type { Actor } from '@/domain/actor';
import type { Id } from '@/lib/id';

/** An endpoint, held until the transaction ends. */
export type HeldEndpoint = NonNullable<Awaited<ReturnType<typeof holdEndpoint>>>;

/** Reads an endpoint of the actor's organization and keeps others from changing it. Undefined for one of somebody else. */
export async function holdEndpoint(tx: Transaction, { organizationId }: Actor, id: Id<'webhookEndpoint'>) {
  const { webhookEndpoints } = schema;
  const [endpoint] = await tx
    .select()
    .from(webhookEndpoints)
    .where(and(eq(webhookEndpoints.id, id), eq(webhookEndpoints.organizationId, organizationId)))
    .for('no key update');
  return endpoint;
}

/** The address of an endpoint without what may be a password of the receiver's: path and query. */
export const hostOf = ({ url }: { readonly url: string }): string => new URL(url).host;
