import { eq, sql } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { holdOrganization } from '@/domain/identity/freezing';
import { countActiveEndpoints, holdEndpoint, hostOf } from './hold-endpoint';
import { endpointInput } from './input';
import { endpointsMax } from './model';

/**
 * Sends events to an endpoint again from now on, whoever had disabled it; it begins without a past of failures. What happened meanwhile is
 * sent when somebody asks for it.
 *
 * The organization is held, so that of two who enable the last one at once only one does.
 */
export const enableEndpoint = command({
  name: 'webhooks.enable_endpoint',
  permission: 'webhooks.manage',
  returns: 'webhookEndpoint',
  input: endpointInput,
  refusals: ['webhook_endpoint_not_found', 'webhook_endpoint_unchanged', 'too_many_webhook_endpoints'],
  async run({ tx, actor, refuse }, { webhookEndpointId: id }) {
    const { webhookEndpoints } = schema;
    await holdOrganization(tx, actor.organizationId);
    const endpoint = await holdEndpoint(tx, actor, id);
    if (!endpoint) return refuse('webhook_endpoint_not_found');
    if (endpoint.state === 'active') return refuse('webhook_endpoint_unchanged');
    if ((await countActiveEndpoints(tx, actor)) >= endpointsMax) return refuse('too_many_webhook_endpoints');
    await tx
      .update(webhookEndpoints)
      .set({
        state: 'active',
        ...{ disabledReason: null, disabledAt: null, failingSince: null, slowUntil: null },
        updatedAt: sql`clock_timestamp()`,
      })
      .where(eq(webhookEndpoints.id, id));
    return { id, audit: { detail: { host: hostOf(endpoint), reason: endpoint.disabledReason } } };
  },
});
