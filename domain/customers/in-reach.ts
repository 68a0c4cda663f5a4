import { type SQL, sql } from 'drizzle-orm';
import type { ReadScope } from '@/domain/read-scope';
import { type Id, uuidOf } from '@/lib/id';

/**
 * Selects the open association of a customer, if the reader may see it: what every question about one customer begins with, so that somebody
 * else's customer, and one that has left, have nothing to tell. `since` is when the partner's care of it began: switching the type begins a
 * new association, not a new acquaintance.
 */
export const openAssociation = (scope: ReadScope, customerId: Id<'customer'>): SQL =>
  sql`select s.id, s.organization_id, s.customer_id, s.type, s.associated_at,
         (select min(a.associated_at) from associations a where a.customer_id = s.customer_id and a.organization_id = s.organization_id
             and a.associated_at >= coalesce((select max(b.ended_at) from associations b where b.customer_id = s.customer_id and b.ended_at is not null
               and (b.organization_id <> s.organization_id or b.ended_reason is distinct from 'switched')), '-infinity')) as since
        from associations s
       where s.customer_id = ${uuidOf(customerId)}::uuid and s.ended_at is null
         and ${scope.everyOrganization ? sql`true` : sql`s.organization_id = ${uuidOf(scope.organizationId)}::uuid`}
         and ${scope.accountManagerId ? sql`s.account_manager_id = ${uuidOf(scope.accountManagerId)}::uuid` : sql`true`}`;
