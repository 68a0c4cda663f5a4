import { and, eq, sql } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { invariant } from '@/lib/invariant';
import { sealSecret } from '@/lib/secret-box';
import { newAccessKey, newAccessSecret } from './access-keys';
import { secretPlaceOf } from './api-credentials';
import { renewSandboxKeyInput } from './credential-input';
import { keyRing } from './key-ring';

const { apiKeys } = schema;

/** For how long a sandbox key works after it was asked for. */
export const sandboxMinutes = 15;

/**
 * Gives the asking person their sandbox key: made the first time, with a new secret and 15 more minutes each time. What was signed with the
 * secret before stops being accepted. `findSandboxKey` tells the access key; the secret is the answer's `once`.
 *
 * Of two asked for at once both come about, and the later secret is the one that works.
 */
export const renewSandboxKey = command({
  name: 'credentials.renew_sandbox',
  permission: 'api_reference.try',
  returns: 'apiKey',
  input: renewSandboxKeyInput,
  refusals: [],
  async run({ tx, actor, newId: id }) {
    const { organizationId, rootId, userId } = actor;
    invariant(userId, 'a sandbox key belongs to a person');
    const secret = newAccessSecret();
    const expiresAt = sql`clock_timestamp() + make_interval(mins => ${sandboxMinutes})`;
    const made = { id, organizationId, rootId, name: 'Sandbox', accessKey: newAccessKey(), createdBy: userId };
    const [fresh] = await tx
      .insert(apiKeys)
      .values({
        ...made,
        rights: 'sandbox',
        sealedSecret: sealSecret(secret, secretPlaceOf(id), keyRing()),
        expiresAt,
      })
      .onConflictDoNothing({ target: apiKeys.createdBy, where: sql`rights = 'sandbox'` })
      .returning({ accessKey: apiKeys.accessKey });
    if (fresh) return { id, audit: { detail: { accessKey: fresh.accessKey } }, once: secret };
    const [key] = await tx
      .select({ id: apiKeys.id, accessKey: apiKeys.accessKey })
      .from(apiKeys)
      .where(and(eq(apiKeys.createdBy, userId), eq(apiKeys.rights, 'sandbox')))
      .for('no key update');
    invariant(key, 'nobody takes a sandbox key away');
    await tx
      .update(apiKeys)
      .set({ sealedSecret: sealSecret(secret, secretPlaceOf(key.id), keyRing()), expiresAt })
      .where(eq(apiKeys.id, key.id));
    return { id: key.id, audit: { detail: { accessKey: key.accessKey } }, once: secret };
  },
});
