import { and, eq, ne, type SQL, sql } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import type { Actor } from '@/domain/actor';
import type { DomainEvent } from '@/domain/trail';
import type { Id } from '@/lib/id';

const { apiKeys } = schema;

/** A key in use: neither disabled nor at its end. */
export const credentialIsInUse: SQL = sql`(${apiKeys.state} = 'active' and coalesce(${apiKeys.expiresAt} > clock_timestamp(), true))`;

/** How many keys an organization has in use. Sandbox keys are not its programs' and do not count. */
export const countInUse = (tx: Transaction, organizationId: Id<'organization'>): Promise<number> =>
  tx.$count(apiKeys, and(eq(apiKeys.organizationId, organizationId), ne(apiKeys.rights, 'sandbox'), credentialIsInUse));

/** A key of the actor's own organization, kept from others while it is changed. Sandbox keys, like all others, are not there. */
export async function holdCredential(tx: Transaction, { organizationId }: Actor, id: Id<'apiKey'>) {
  const [key] = await tx
    .select({
      id: apiKeys.id,
      name: apiKeys.name,
      accessKey: apiKeys.accessKey,
      rights: apiKeys.rights,
      ratePerSecond: apiKeys.ratePerSecond,
      permissions: apiKeys.permissions,
      allowedAddresses: apiKeys.allowedAddresses,
      expiresAt: apiKeys.expiresAt,
      state: apiKeys.state,
      isInUse: sql<boolean>`${credentialIsInUse}`,
      isReplaced: sql<boolean>`exists (select from api_keys later where later.replaces_id = api_keys.id)`,
    })
    .from(apiKeys)
    .where(and(eq(apiKeys.id, id), eq(apiKeys.organizationId, organizationId), ne(apiKeys.rights, 'sandbox')))
    .for('no key update');
  return key;
}

/** Whether a moment that somebody chose has passed. */
export async function hasPassed(tx: Transaction, moment: Date): Promise<boolean> {
  const { rows } = await tx.execute<{ has_passed: boolean }>(
    sql`select ${moment.toISOString()}::timestamptz <= clock_timestamp() as has_passed`,
  );
  return rows[0]?.has_passed !== false;
}

/** What the administrators of a key's owner are told of. */
export const credentialEvent = (
  kind: 'credential.created' | 'credential.rotated' | 'credential.disabled' | 'credential.attacked',
  owner: { readonly organizationId: Id<'organization'>; readonly rootId: Id<'organization'> },
  id: Id<'apiKey'>,
): DomainEvent => ({
  kind,
  organizationId: owner.organizationId,
  rootId: owner.rootId,
  subjectId: id,
  payload: {},
});
