import { and, eq, sql } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import type { ReadScope } from '@/domain/read-scope';
import type { Id } from '@/lib/id';

const { apiKeys } = schema;

/** The sandbox key of the person who looks, while it works. Its secret was shown when it was asked for. */
export async function findSandboxKey(
  scope: ReadScope,
): Promise<{ readonly id: Id<'apiKey'>; readonly accessKey: string; readonly expiresAt: Date | null } | undefined> {
  if (!scope.userId) return undefined;
  const [key] = await database()
    .select({ id: apiKeys.id, accessKey: apiKeys.accessKey, expiresAt: apiKeys.expiresAt })
    .from(apiKeys)
    .where(
      and(
        eq(apiKeys.organizationId, scope.organizationId),
        eq(apiKeys.createdBy, scope.userId),
        eq(apiKeys.rights, 'sandbox'),
        sql`${apiKeys.expiresAt} > clock_timestamp()`,
      ),
    );
  return key;
}
