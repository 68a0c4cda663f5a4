import { eq } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { Refusal } from '@/domain/refusal';
import { refuseOvertaken } from '@/domain/seen-values';
import { dayAt } from '@/lib/zoned-time';
import { limitsDetail } from './create-credential';
import { changeCredentialInput } from './credential-input';
import { isBeyondRights, shownCredential } from './credential-model';
import { holdOrganization } from './freezing';
import { hasPassed, holdCredential } from './own-credentials';

const { apiKeys } = schema;

/**
 * Changes what a key of the actor's own organization is called and narrowed to: permissions, addresses, its last day. In force from the next
 * request on. Rights stay what they were made as, and a key that is being replaced ends when it was told to: the organization is held, so that
 * who changes a key sees that somebody has just replaced it.
 *
 * @refuses invalid_input also for a last day that has passed, and for permissions that its rights cannot use
 * @source issue E, credentials, quality/acceptance.md A24
 */
export const changeCredential = command({
  name: 'credentials.change',
  permission: 'credentials.manage',
  returns: 'apiKey',
  input: changeCredentialInput,
  refusals: ['api_key_not_found', 'already_disabled', 'credential_expired', 'credential_replaced', 'changed_meanwhile'],
  sensitive: 'if_asked',
  async run({ tx, actor, refuse }, { apiKeyId, expiresOn: expiresAt, seen, ...limits }) {
    await holdOrganization(tx, actor.organizationId);
    const key = await holdCredential(tx, actor, apiKeyId);
    if (!key) return refuse('api_key_not_found');
    if (key.state === 'disabled') return refuse('already_disabled');
    if (!key.isInUse) return refuse('credential_expired');
    if (key.isReplaced) return refuse('credential_replaced');
    refuseOvertaken(refuse, seen, shownCredential(key, actor.timeZone));
    if (isBeyondRights(key.rights, limits.permissions))
      throw new Refusal('invalid_input', { permissions: 'not_for_read_only' });
    if (expiresAt && (await hasPassed(tx, expiresAt))) throw new Refusal('invalid_input', { expiresOn: 'in_the_past' });
    await tx
      .update(apiKeys)
      .set({ ...limits, expiresAt })
      .where(eq(apiKeys.id, apiKeyId));
    const was = limitsDetail(key);
    return {
      id: apiKeyId,
      audit: {
        detail: {
          accessKey: key.accessKey,
          ...limitsDetail(limits),
          ...(was['permissions'] ? { permissionsWere: was['permissions'] } : {}),
          ...(was['allowedAddresses'] ? { allowedAddressesWere: was['allowedAddresses'] } : {}),
          ...(expiresAt ? { expiresOn: dayAt(expiresAt, actor.timeZone) } : {}),
          ...(key.expiresAt ? { expiresOnWas: dayAt(key.expiresAt, actor.timeZone) } : {}),
        },
      },
    };
  },
});
