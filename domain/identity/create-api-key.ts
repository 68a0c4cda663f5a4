import { eq } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { sealSecret } from '@/lib/secret-box';
import { newAccessKey, newAccessSecret } from './access-keys';
import { secretPlaceOf } from './api-credentials';
import { keyRing } from './key-ring';
import { createApiKeyInput } from './organization-input';

const { apiKeys, organizations } = schema;

/**
 * Gives an organization's programs an access key and its secret. The secret is stored sealed for this row and shown this once.
 *
 * @source design/decisions.md 16, 32, api/aksk.md
 */
export const createApiKey = command({
  name: 'api_keys.create',
  permission: 'api_keys.create',
  returns: 'apiKey',
  input: createApiKeyInput,
  refusals: ['organization_not_found'],
  async run({ tx, actor, newId: id, refuse }, { organizationId, name, rights, ratePerSecond }) {
    const [owner] = await tx
      .select({ kind: organizations.kind, rootId: organizations.rootId })
      .from(organizations)
      .where(eq(organizations.id, organizationId))
      .for('share');
    if (!owner || owner.kind === 'operator') return refuse('organization_not_found', { organizationId: 'not_found' });
    const accessKey = newAccessKey();
    const secret = newAccessSecret();
    await tx.insert(apiKeys).values({
      id,
      organizationId,
      rootId: owner.rootId,
      name,
      accessKey,
      sealedSecret: sealSecret(secret, secretPlaceOf(id), keyRing()),
      rights,
      ratePerSecond,
      createdBy: actor.userId,
    });
    return {
      id,
      audit: { detail: { ownerId: organizationId, accessKey, rights, ratePerSecond } },
      once: secret,
    };
  },
});
