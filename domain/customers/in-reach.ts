import { type SQL, sql } from 'drizzle-orm';
import type { ReadScope } from '@/domain/read-scope';
import { type Id, uuidOf } from '@/lib/id';

/**
 * Selects the open association of a customer, if the reader may see it: what every question about one customer begins with, so that somebody
 * else's customer, and one that has left, have nothing to tell.
 */
export const openAssociation = (scope: ReadScope, customerId: Id<'customer'>): SQL =>
  sql`select s.id, s.organization_id, s.customer_id, s.type, s.associated_at from associations s
       where s.customer_id = ${uuidOf(customerId)}::uuid and s.ended_at is null
         and ${scope.everyOrganization ? sql`true` : sql`s.organization_id = ${uuidOf(scope.organizationId)}::uuid`}
         and ${scope.accountManagerId ? sql`s.account_manager_id = ${uuidOf(scope.accountManagerId)}::uuid` : sql`true`}`;
