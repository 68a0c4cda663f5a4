import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { Refusal } from '@/domain/refusal';
import { sealSecret } from '@/lib/secret-box';
import { dayAt } from '@/lib/zoned-time';
import { newAccessKey, newAccessSecret } from './access-keys';
import { secretPlaceOf } from './api-credentials';
import { createCredentialInput } from './credential-input';
import { credentialsMax } from './credential-model';
import { holdOrganization } from './freezing';
import { keyRing } from './key-ring';
import { countInUse, credentialEvent, hasPassed } from './own-credentials';

/**
 * Gives programs of the actor's own organization an access key and its secret, which is shown this once. Its administrators are told.
 *
 * The organization is held, so that of two who make the last one at once only one does.
 *
 * @refuses invalid_input also for a last day that has passed
 * @source issue E, credentials, quality/acceptance.md A24, S5
 */
export const createCredential = command({
  name: 'credentials.create',
  permission: 'credentials.manage',
  returns: 'apiKey',
  input: createCredentialInput,
  refusals: ['organization_frozen', 'too_many_credentials'],
  sensitive: 'if_asked',
  async run({ tx, actor, newId: id, refuse }, { expiresOn: expiresAt, ...limits }) {
    const { organizationId, rootId, userId } = actor;
    const held = await holdOrganization(tx, organizationId);
    if (held?.state !== 'active') return refuse('organization_frozen');
    if (expiresAt && (await hasPassed(tx, expiresAt))) throw new Refusal('invalid_input', { expiresOn: 'in_the_past' });
    if ((await countInUse(tx, organizationId)) >= credentialsMax) return refuse('too_many_credentials');
    const [accessKey, secret] = [newAccessKey(), newAccessSecret()];
    const sealedSecret = sealSecret(secret, secretPlaceOf(id), keyRing());
    const owner = { organizationId, rootId };
    await tx
      .insert(schema.apiKeys)
      .values({ id, ...owner, accessKey, sealedSecret, createdBy: userId, expiresAt, ...limits });
    return {
      id,
      audit: {
        detail: {
          accessKey,
          rights: limits.rights,
          ...limitsDetail(limits),
          ...(expiresAt ? { expiresOn: dayAt(expiresAt, actor.timeZone) } : {}),
        },
      },
      events: [credentialEvent('credential.created', owner, id)],
      once: secret,
    };
  },
});

/** What the audit says of a key's limits: nothing where there are none. */
export const limitsDetail = ({
  permissions,
  allowedAddresses,
}: {
  readonly permissions: readonly string[] | null;
  readonly allowedAddresses: readonly string[] | null;
}): Record<string, string> => ({
  ...(permissions ? { permissions: permissions.join(', ') } : {}),
  ...(allowedAddresses ? { allowedAddresses: allowedAddresses.join(', ') } : {}),
});
