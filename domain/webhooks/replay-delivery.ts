import { and, eq, sql } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import type { Actor } from '@/domain/actor';
import { command } from '@/domain/command';
import type { Id } from '@/lib/id';
import { holdEndpoint, hostOf } from './hold-endpoint';
import { deliveryInput } from './input';
import { testType } from './model';

const { webhookDeliveries } = schema;

/**
 * Sends one event to an endpoint again, whether it arrived or not; one that waits for its next attempt gets it at once.
 *
 * The event keeps its id and its body; the attempt has a new timestamp and counts neither for nor against the endpoint.
 *
 * @refuses nothing_to_replay when it is on its way at this moment, and for tests, which are sent anew
 * @source design/differentiators.md X6, quality/acceptance.md W9
 */
export const replayDelivery = command({
  name: 'webhooks.replay_delivery',
  permission: 'webhooks.replay',
  returns: 'webhookDelivery',
  input: deliveryInput,
  refusals: ['webhook_delivery_not_found', 'webhook_endpoint_disabled', 'nothing_to_replay'],
  async run({ tx, actor, refuse }, { webhookDeliveryId: id }) {
    const endpointId = await endpointOf(tx, actor, id);
    // The endpoint first, as everybody does who holds both.
    const endpoint = endpointId && (await holdEndpoint(tx, actor, endpointId));
    if (!endpoint) return refuse('webhook_delivery_not_found');
    if (endpoint.state === 'disabled') return refuse('webhook_endpoint_disabled');
    const [delivery] = await tx
      .select({
        type: webhookDeliveries.type,
        state: webhookDeliveries.state,
        isLater: sql<boolean>`next_at > clock_timestamp() and (leased_until is null or leased_until < clock_timestamp())`,
      })
      .from(webhookDeliveries)
      .where(eq(webhookDeliveries.id, id))
      .for('no key update');
    if (!delivery) return refuse('webhook_delivery_not_found');
    if (delivery.type === testType || (delivery.state === 'waiting' && !delivery.isLater))
      return refuse('nothing_to_replay');
    const again =
      delivery.state === 'waiting'
        ? {}
        : ({ state: 'waiting', attempts: 0, isReplay: true, leasedUntil: null, finishedAt: null } as const);
    await tx
      .update(webhookDeliveries)
      .set({ ...again, nextAt: sql`clock_timestamp()` })
      .where(eq(webhookDeliveries.id, id));
    const { type, state: stateWas } = delivery;
    return { id, audit: { detail: { host: hostOf(endpoint), type, stateWas } } };
  },
});

async function endpointOf(
  tx: Transaction,
  { organizationId }: Actor,
  id: Id<'webhookDelivery'>,
): Promise<Id<'webhookEndpoint'> | undefined> {
  const [delivery] = await tx
    .select({ endpointId: webhookDeliveries.endpointId })
    .from(webhookDeliveries)
    .where(and(eq(webhookDeliveries.id, id), eq(webhookDeliveries.organizationId, organizationId)));
  return delivery?.endpointId;
}
