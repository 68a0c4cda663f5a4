import { sql } from 'drizzle-orm';
import type { Transaction } from '@/db/client';
import { type Id, uuidOf } from '@/lib/id';
import { cancelWaiting } from './cancel-waiting';

/** Why the program itself sends nothing more to an endpoint: it has said it is gone, or everything has failed for long enough. */
export type GivenUp = 'gone' | 'failing';

/** Disables an endpoint that the transaction holds. @returns how many deliveries waited for it and were cancelled */
export async function closeEndpoint(tx: Transaction, id: Id<'webhookEndpoint'>, cause: GivenUp): Promise<number> {
  await tx.execute(
    sql`update webhook_endpoints set state = 'disabled', disabled_reason = ${cause}, disabled_at = clock_timestamp(), updated_at = clock_timestamp()
      where id = ${uuidOf(id)}::uuid`,
  );
  return cancelWaiting(tx, id);
}
