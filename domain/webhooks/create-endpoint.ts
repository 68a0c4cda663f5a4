import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { holdOrganization } from '@/domain/identity/freezing';
import { addSecretTo } from './add-secret-to';
import { countActiveEndpoints } from './hold-endpoint';
import { createEndpointInput } from './input';
import { endpointsMax } from './model';

/**
 * Names an address to which the organization's events are sent from now on. Its secret is stored sealed for its row and shown this once.
 *
 * The organization is held, so that of two who add the last one at once only one does.
 *
 * @source design/differentiators.md X6, quality/acceptance.md A24, W11
 */
export const createEndpoint = command({
  name: 'webhooks.create_endpoint',
  permission: 'webhooks.manage',
  returns: 'webhookEndpoint',
  sensitive: 'if_asked',
  input: createEndpointInput,
  refusals: ['organization_frozen', 'too_many_webhook_endpoints'],
  async run({ tx, actor, newId: id, refuse }, endpoint) {
    const { organizationId, rootId, userId } = actor;
    const organization = await holdOrganization(tx, organizationId);
    if (organization?.state !== 'active') return refuse('organization_frozen');
    if ((await countActiveEndpoints(tx, actor)) >= endpointsMax) return refuse('too_many_webhook_endpoints');
    await tx.insert(schema.webhookEndpoints).values({ id, organizationId, rootId, createdBy: userId, ...endpoint });
    const secret = await addSecretTo(tx, { id, organizationId, rootId });
    const types = endpoint.types?.join(' ') ?? 'all';
    return { id, audit: { detail: { url: endpoint.url, types } }, once: secret };
  },
});
