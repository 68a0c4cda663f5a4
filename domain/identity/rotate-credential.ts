import { eq, sql } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { uuidOf } from '@/lib/id';
import { sealSecret } from '@/lib/secret-box';
import { newAccessKey, newAccessSecret } from './access-keys';
import { secretPlaceOf } from './api-credentials';
import { rotateCredentialInput } from './credential-input';
import { credentialsMax } from './credential-model';
import { holdOrganization } from './freezing';
import { keyRing } from './key-ring';
import { countInUse, credentialEvent, holdCredential } from './own-credentials';

const { apiKeys } = schema;

/**
 * Makes a key that takes the place of one of the actor's own: of the same rights and limits, and for as long as that one was made for. The old
 * one works on for the days of the overlap, never beyond its own end, so that programs can be moved over; with none it ends at once.
 *
 * While keys are replaced there may be one more than otherwise.
 *
 * @source quality/acceptance.md X8, S7, A24
 */
export const rotateCredential = command({
  name: 'credentials.rotate',
  permission: 'credentials.manage',
  returns: 'apiKey',
  input: rotateCredentialInput,
  refusals: [
    'organization_frozen',
    'api_key_not_found',
    'already_disabled',
    'credential_expired',
    'credential_replaced',
    'too_many_credentials',
  ],
  sensitive: 'if_asked',
  async run({ tx, actor, newId: id, refuse }, { apiKeyId, overlapDays }) {
    const { organizationId, rootId, userId } = actor;
    const held = await holdOrganization(tx, organizationId);
    const old = await holdCredential(tx, actor, apiKeyId);
    if (!old) return refuse('api_key_not_found');
    if (held?.state !== 'active') return refuse('organization_frozen');
    if (old.state === 'disabled') return refuse('already_disabled');
    if (!old.isInUse) return refuse('credential_expired');
    if (old.isReplaced) return refuse('credential_replaced');
    if (overlapDays > 0 && (await countInUse(tx, organizationId)) > credentialsMax)
      return refuse('too_many_credentials');
    const [accessKey, secret] = [newAccessKey(), newAccessSecret()];
    const owner = { organizationId, rootId };
    const { name, rights, ratePerSecond, permissions, allowedAddresses } = old;
    await tx.insert(apiKeys).values({
      id,
      ...owner,
      ...{ name, rights, ratePerSecond, permissions, allowedAddresses, accessKey },
      sealedSecret: sealSecret(secret, secretPlaceOf(id), keyRing()),
      createdBy: userId,
      expiresAt: sql`(select clock_timestamp() + (expires_at - created_at) from api_keys where id = ${uuidOf(apiKeyId)})`,
      replacesId: apiKeyId,
    });
    await tx
      .update(apiKeys)
      .set({ expiresAt: sql`least(expires_at, clock_timestamp() + make_interval(days => ${overlapDays}))` })
      .where(eq(apiKeys.id, apiKeyId));
    return {
      id,
      audit: { detail: { accessKey, replacedKey: old.accessKey, overlapDays } },
      events: [credentialEvent('credential.rotated', owner, id)],
      once: secret,
    };
  },
});
