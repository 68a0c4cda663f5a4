import { randomInt } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { sealSecret } from '@/lib/secret-box';
import { secretPlaceOf } from './api-credentials';
import { keyRing } from './key-ring';
import { createApiKeyInput } from './organization-input';

const { apiKeys, organizations } = schema;

const accessKeyLetters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const secretLetters = `${accessKeyLetters}abcdefghijklmnopqrstuvwxyz`;

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
    const accessKey = randomText(accessKeyLetters, 20);
    const secret = randomText(secretLetters, 40);
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

/** 20 letters of 36 have 103 bits, 40 of 62 have 238. */
const randomText = (letters: string, length: number): string =>
  Array.from({ length }, () => letters.charAt(randomInt(letters.length))).join('');
