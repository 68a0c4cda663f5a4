import { and, eq, sql } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import type { ReadScope } from '@/domain/read-scope';
import { readSettings } from '@/domain/settings/read-settings';
import type { Id } from '@/lib/id';
import { isCustomerWith } from './created-account';

const { associationAttempts, customers, organizations, users } = schema;

/** What somebody wants to register with. Numbers are in their national form. */
export type Identity = { readonly of: 'name' | 'email' | 'mobile'; readonly value: string };

/**
 * Whether a name, an address or a number can still be registered with: names and addresses once, a number as often as the platform allows.
 * They are unique among everybody, so every partner gets the same answer.
 *
 * @source api/bss-api.md CheckUserIdentity
 */
export async function checkIdentity(
  _scope: ReadScope,
  { of, value }: Identity,
): Promise<{ isFree: boolean; remaining: number | null }> {
  if (of === 'name') {
    const isSame = eq(sql`lower(${organizations.accountName})`, sql`lower(${value})`);
    return { isFree: (await database().$count(organizations, isSame)) === 0, remaining: null };
  }
  if (of === 'email')
    return { isFree: (await database().$count(users, eq(users.email, value))) === 0, remaining: null };
  const [{ accounts_per_mobile_max: max }, used] = await Promise.all([
    readSettings(database()),
    database().$count(organizations, isCustomerWith(value)),
  ]);
  const remaining = Math.max(0, max - used);
  return { isFree: remaining > 0, remaining };
}

/** A customer that the scope's program has made: its account name, and whether associating it has failed. */
export async function findCreatedCustomer(scope: ReadScope, id: Id<'customer'>) {
  const [row] = await database()
    .select({
      accountName: organizations.accountName,
      hasFailed: sql<boolean>`exists (select from ${associationAttempts} a
        where a.customer_id = ${customers.id} and a.via = 'api' and a.outcome = 'failed')`,
    })
    .from(customers)
    .innerJoin(organizations, sql`${organizations.id} = ${customers.id}`)
    .where(and(eq(customers.id, id), eq(customers.platformPartnerId, scope.organizationId)));
  return row;
}
