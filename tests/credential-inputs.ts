import { and, eq, sql } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import type { Actor } from '@/domain/actor';
import { type Id, newId } from '@/lib/id';
import type { Recipe } from './command-inputs';
import { canary } from './world';

const limits = { name: canary('S1', 'key'), reach: 'all' } as const;

/** Right inputs of the commands about an organization's own API credentials. */
export const credentialInputs: Readonly<Record<string, Recipe>> = {
  'credentials.change': async (actor) => ({ ...limits, apiKeyId: await ownKey(actor) }),
  'credentials.create': async (actor) => {
    await disableKeysOf(actor);
    return { ...limits, rights: 'full' };
  },
  'credentials.disable': async (actor) => ({ apiKeyId: await ownKey(actor) }),
  'credentials.renew_sandbox': async () => ({}),
  'credentials.rotate': async (actor) => ({ apiKeyId: await ownKey(actor), overlapDays: '1' }),
};

/** Keys of the actor's organization are out of use: it may have five. */
export const disableKeysOf = ({ organizationId }: Actor) =>
  database()
    .update(schema.apiKeys)
    .set({ state: 'disabled', disabledAt: sql`clock_timestamp()` })
    .where(and(eq(schema.apiKeys.organizationId, organizationId), eq(schema.apiKeys.state, 'active')));

/** A key of the actor's organization, the only one in use. */
async function ownKey(actor: Actor): Promise<Id<'apiKey'>> {
  await disableKeysOf(actor);
  const id = newId('apiKey');
  const { organizationId, rootId } = actor;
  const accessKey = id.slice(-20).toUpperCase();
  const key = { id, organizationId, rootId, name: 'k', accessKey, sealedSecret: 'x', rights: 'full' as const };
  await database().insert(schema.apiKeys).values(key);
  return id;
}
