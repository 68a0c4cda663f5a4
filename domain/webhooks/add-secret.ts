import { and, eq, isNull, sql } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { addSecretTo } from './add-secret-to';
import { holdEndpoint, hostOf } from './hold-endpoint';
import { endpointInput } from './input';
import { overlapHours, secretsMax } from './model';
import { secretIsInUse } from './webhook-secrets';

const { webhookSecrets } = schema;

/**
 * Gives an endpoint a new secret, shown this once. Those before it go on signing for a day, so that the receiver can change over without
 * losing an event; then they are gone.
 *
 * @source quality/acceptance.md W10, W11, A24
 */
export const addSecret = command({
  name: 'webhooks.add_secret',
  permission: 'webhooks.manage',
  returns: 'webhookEndpoint',
  sensitive: 'if_asked',
  input: endpointInput,
  refusals: ['webhook_endpoint_not_found', 'too_many_webhook_secrets'],
  async run({ tx, actor, refuse }, { webhookEndpointId: id }) {
    const endpoint = await holdEndpoint(tx, actor, id);
    if (!endpoint) return refuse('webhook_endpoint_not_found');
    const own = eq(webhookSecrets.endpointId, id);
    if ((await tx.$count(webhookSecrets, and(own, secretIsInUse))) >= secretsMax)
      return refuse('too_many_webhook_secrets');
    await tx
      .update(webhookSecrets)
      .set({ expiresAt: sql`clock_timestamp() + make_interval(hours => ${overlapHours})` })
      .where(and(own, isNull(webhookSecrets.expiresAt)));
    const secret = await addSecretTo(tx, endpoint);
    return { id, audit: { detail: { host: hostOf(endpoint) } }, once: secret };
  },
});
