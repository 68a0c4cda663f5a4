import { and, eq } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { holdEndpoint, hostOf } from './hold-endpoint';
import { secretInput } from './input';

const { webhookSecrets } = schema;

/**
 * Takes a secret away at once, as when somebody has seen it: nothing is signed with it any more, and it is nowhere left. The newest one stays,
 * since nothing may leave unsigned.
 *
 * @refuses last_webhook_secret for the one that has no end: another has to take its place first
 */
export const endSecret = command({
  name: 'webhooks.end_secret',
  permission: 'webhooks.manage',
  returns: 'webhookEndpoint',
  sensitive: 'if_asked',
  input: secretInput,
  refusals: ['webhook_secret_not_found', 'last_webhook_secret'],
  async run({ tx, actor, refuse }, { webhookSecretId }) {
    const ownSecret = and(
      eq(webhookSecrets.id, webhookSecretId),
      eq(webhookSecrets.organizationId, actor.organizationId),
    );
    const [found] = await tx.select({ endpointId: webhookSecrets.endpointId }).from(webhookSecrets).where(ownSecret);
    const endpoint = found && (await holdEndpoint(tx, actor, found.endpointId));
    if (!endpoint) return refuse('webhook_secret_not_found');
    // Read again now that nobody else is at the endpoint.
    const [secret] = await tx.select({ expiresAt: webhookSecrets.expiresAt }).from(webhookSecrets).where(ownSecret);
    if (!secret) return refuse('webhook_secret_not_found');
    if (secret.expiresAt === null) return refuse('last_webhook_secret');
    await tx.delete(webhookSecrets).where(ownSecret);
    return { id: endpoint.id, audit: { detail: { host: hostOf(endpoint), secretId: webhookSecretId } } };
  },
});
