import { eq, sql } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { credentialInput } from './credential-input';
import { credentialEvent, holdCredential } from './own-credentials';

const { apiKeys } = schema;

/**
 * Ends a key of the actor's own organization for good: the next request signed with it is declined, whichever process it reaches. No code is
 * asked for, since what is being used by somebody else has to end at once.
 *
 * @source quality/acceptance.md T13, X8
 */
export const disableCredential = command({
  name: 'credentials.disable',
  permission: 'credentials.manage',
  returns: 'apiKey',
  input: credentialInput,
  refusals: ['api_key_not_found', 'already_disabled'],
  async run({ tx, actor, refuse }, { apiKeyId }) {
    const key = await holdCredential(tx, actor, apiKeyId);
    if (!key) return refuse('api_key_not_found');
    if (key.state === 'disabled') return refuse('already_disabled');
    await tx
      .update(apiKeys)
      .set({ state: 'disabled', disabledAt: sql`clock_timestamp()` })
      .where(eq(apiKeys.id, apiKeyId));
    return {
      id: apiKeyId,
      audit: { detail: { accessKey: key.accessKey } },
      events: [credentialEvent('credential.disabled', actor, apiKeyId)],
    };
  },
});
