import { eq, sql } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { disableApiKeyInput } from './organization-input';
import { credentialEvent } from './own-credentials';

const { apiKeys } = schema;

/** Ends an API key for good: the next request signed with it is declined. Its owner's administrators are told. @source quality/acceptance.md T13 */
export const disableApiKey = command({
  name: 'api_keys.disable',
  permission: 'api_keys.disable',
  returns: 'apiKey',
  input: disableApiKeyInput,
  refusals: ['api_key_not_found', 'already_disabled'],
  async run({ tx, refuse }, { apiKeyId }) {
    const [key] = await tx
      .select({
        state: apiKeys.state,
        organizationId: apiKeys.organizationId,
        rootId: apiKeys.rootId,
        accessKey: apiKeys.accessKey,
      })
      .from(apiKeys)
      .where(eq(apiKeys.id, apiKeyId))
      .for('no key update');
    if (!key) return refuse('api_key_not_found');
    if (key.state === 'disabled') return refuse('already_disabled');
    await tx
      .update(apiKeys)
      .set({ state: 'disabled', disabledAt: sql`clock_timestamp()` })
      .where(eq(apiKeys.id, apiKeyId));
    return {
      id: apiKeyId,
      audit: { detail: { ownerId: key.organizationId, accessKey: key.accessKey } },
      events: [credentialEvent('credential.disabled', key, apiKeyId)],
    };
  },
});
