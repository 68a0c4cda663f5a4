import { eq, sql } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { cancelWaiting } from './cancel-waiting';
import { holdEndpoint, hostOf } from './hold-endpoint';
import { endpointInput } from './input';

/**
 * Sends nothing more to an endpoint. What waits is cancelled, and what happens meanwhile is not queued; both can be sent again once the
 * endpoint is enabled.
 */
export const disableEndpoint = command({
  name: 'webhooks.disable_endpoint',
  permission: 'webhooks.manage',
  returns: 'webhookEndpoint',
  input: endpointInput,
  refusals: ['webhook_endpoint_not_found', 'webhook_endpoint_disabled'],
  async run({ tx, actor, refuse }, { webhookEndpointId: id }) {
    const { webhookEndpoints } = schema;
    const endpoint = await holdEndpoint(tx, actor, id);
    if (!endpoint) return refuse('webhook_endpoint_not_found');
    if (endpoint.state === 'disabled') return refuse('webhook_endpoint_disabled');
    const now = sql`clock_timestamp()`;
    await tx
      .update(webhookEndpoints)
      .set({ state: 'disabled', disabledReason: 'person', disabledAt: now, updatedAt: now })
      .where(eq(webhookEndpoints.id, id));
    const count = await cancelWaiting(tx, id);
    return { id, audit: { detail: { host: hostOf(endpoint), count } } };
  },
});
