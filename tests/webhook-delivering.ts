import { desc, eq, sql } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import { endWhatIsUnderWay, type Post, startDue } from '@/domain/webhooks/deliver-webhooks';
import { type Id, uuidOf } from '@/lib/id';
import { postOutbound } from '@/lib/outbound';
import { deliveryOf, endpointOf, publishedEventOf } from './webhooks';
import type { WorldOrganization } from './world';

const { webhookAttempts, webhookDeliveries } = schema;

/** Sends what is due now, and waits for how it ends. */
export async function deliverDue(post: Post = postOutbound): Promise<void> {
  await startDue(post);
  await endWhatIsUnderWay();
}

/** As if that much time had passed for what waits. */
export const later = (seconds: number) =>
  database()
    .update(webhookDeliveries)
    .set({ nextAt: sql`next_at - make_interval(secs => ${seconds})` });

/** One event on its way to one endpoint. */
export async function waitingDelivery(
  owner: Pick<WorldOrganization, 'id' | 'rootId'>,
  endpointMore: Parameters<typeof endpointOf>[1] = {},
  more: Parameters<typeof deliveryOf>[2] = {},
) {
  const endpoint = await endpointOf(owner, endpointMore);
  const event = await publishedEventOf(owner, { type: 'funds.allocated', data: { amount: '1.00' } });
  return { endpoint, event, delivery: await deliveryOf(endpoint, event, more) };
}

/** What was tried, the latest first. */
export const attemptsAt = (id: Id<'webhookDelivery'>) =>
  database()
    .select()
    .from(webhookAttempts)
    .where(eq(webhookAttempts.deliveryId, id))
    .orderBy(desc(webhookAttempts.createdAt));

/** Seconds until a delivery is tried again. */
export async function secondsToNext(id: Id<'webhookDelivery'>): Promise<number> {
  const { rows } = await database().execute<{ seconds: number }>(
    sql`select extract(epoch from next_at - clock_timestamp())::float8 as seconds from webhook_deliveries where id = ${uuidOf(id)}::uuid`,
  );
  return rows[0]?.seconds ?? Number.NaN;
}
