import { sql } from 'drizzle-orm';
import type { Transaction } from '@/db/client';
import { type Id, uuidOf } from '@/lib/id';

/** Why nothing more is sent to an endpoint: a person said so, it answered 410, or everything has failed for long enough. */
export type ClosingReason = 'person' | 'gone' | 'failing';

/**
 * Disables an endpoint that the transaction holds. What waited for it is cancelled: it can be sent again once the endpoint is enabled.
 *
 * @returns how many deliveries were cancelled
 */
export async function closeEndpoint(
  tx: Transaction,
  id: Id<'webhookEndpoint'>,
  reason: ClosingReason,
): Promise<number> {
  await tx.execute(
    sql`update webhook_endpoints set state = 'disabled', disabled_reason = ${reason}, disabled_at = clock_timestamp(), updated_at = clock_timestamp()
      where id = ${uuidOf(id)}::uuid`,
  );
  const { rowCount } = await tx.execute(
    sql`update webhook_deliveries set state = 'cancelled', finished_at = clock_timestamp(), leased_until = null
      where endpoint_id = ${uuidOf(id)}::uuid and state = 'waiting'`,
  );
  return rowCount ?? 0;
}
