import { and, eq, sql } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import type { Id } from '@/lib/id';

/** Takes out of the queue what waits for an endpoint that is no longer sent to. An attempt under way ends as it may. @returns how much */
export async function cancelWaiting(tx: Transaction, endpointId: Id<'webhookEndpoint'>): Promise<number> {
  const { webhookDeliveries } = schema;
  const cancelled = await tx
    .update(webhookDeliveries)
    .set({ state: 'cancelled', leasedUntil: null, finishedAt: sql`clock_timestamp()` })
    .where(and(eq(webhookDeliveries.endpointId, endpointId), eq(webhookDeliveries.state, 'waiting')));
  return cancelled.rowCount ?? 0;
}
