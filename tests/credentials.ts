import { eq, sql } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import type { Actor } from '@/domain/actor';
import { findApiCredential } from '@/domain/identity/api-credentials';
import { changeCredential } from '@/domain/identity/change-credential';
import { createCredential } from '@/domain/identity/create-credential';
import { findCredential } from '@/domain/identity/credential-queries';
import { disableCredential } from '@/domain/identity/disable-credential';
import { rotateCredential } from '@/domain/identity/rotate-credential';
import { readScope } from '@/domain/read-scope';
import type { Id } from '@/lib/id';
import { grownBy, rowCounts } from './row-counts';
import { freshKey } from './world';

type Changes = Readonly<Record<string, unknown>>;
const { apiKeys } = schema;

/** The rows a new key leaves. */
export const rowsOfNewKey = { api_keys: 1, audit_entries: 1, command_receipts: 1, outbox_events: 1 };

/** The commands about credentials with right inputs, but for what a test changes in them. */
export const createKey = (who: Actor, changes: Changes = {}, key = freshKey()) =>
  createCredential(who, key, { name: 'Billing', rights: 'full', reach: 'all', ...changes });
export const rotateKey = (who: Actor, apiKeyId: unknown, overlapDays: unknown = '1', key = freshKey()) =>
  rotateCredential(who, key, { apiKeyId, overlapDays });
export const changeKey = (who: Actor, apiKeyId: unknown, changes: Changes = {}) =>
  changeCredential(who, freshKey(), { apiKeyId, name: 'Billing', reach: 'all', ...changes });
export const disableKey = (who: Actor, apiKeyId: unknown) => disableCredential(who, freshKey(), { apiKeyId });

/** A key that was made by the command. */
export async function madeKey(who: Actor, changes: Changes = {}): Promise<{ id: Id<'apiKey'>; secret: string }> {
  const outcome = await createKey(who, changes);
  if (!outcome.ok) throw new Error(outcome.code);
  return { id: outcome.id, secret: outcome.once ?? '' };
}

/** A key as its owner sees it. */
export const shownKey = (who: Actor, id: Id<'apiKey'>) => findCredential(readScope(who, 'credentials.read'), id);

/** A key as the door finds it. */
export async function usableKey(id: Id<'apiKey'>) {
  const [row] = await database().select().from(apiKeys).where(eq(apiKeys.id, id));
  return findApiCredential(row?.accessKey ?? '');
}

/** The key's last moment is now. */
export const endKey = (id: Id<'apiKey'>) =>
  database().update(apiKeys).set({ expiresAt: sql`clock_timestamp()` }).where(eq(apiKeys.id, id));

/** What a call came to, and what it left behind. */
export async function watched<T>(call: () => Promise<T>) {
  const before = await rowCounts();
  const outcome = await call();
  return { outcome, grown: grownBy(before, await rowCounts()) };
}
