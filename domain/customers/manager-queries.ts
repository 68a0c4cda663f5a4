import { sql } from 'drizzle-orm';
import { database } from '@/db/client';
import type { ReadScope } from '@/domain/read-scope';
import { type Id, idFromUuid } from '@/lib/id';
import { openAssociation } from './in-reach';

/** Somebody looked after a customer, until `endedAt` or until now. */
export interface ManagerPeriod {
  readonly id: Id<'user'>;
  readonly name: string;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
}

/** Who has looked after a customer in reach since its partner began to look after it, the latest first: at most 100. @source spec/01 §1.8 */
export async function listManagerPeriods(scope: ReadScope, customerId: Id<'customer'>): Promise<ManagerPeriod[]> {
  const { rows } = await database().execute<{ id: string; name: string; started_at: string; ended_at: string | null }>(
    sql`select u.id, u.name, p.started_at, p.ended_at
          from (${openAssociation(scope, customerId)}) own
          join associations a on a.customer_id = own.customer_id and a.organization_id = own.organization_id and a.associated_at >= own.since
          join account_manager_periods p on p.association_id = a.id
          join users u on u.id = p.user_id
         order by p.started_at desc limit 100`,
  );
  return rows.map((row) => ({
    id: idFromUuid('user', row.id),
    name: row.name,
    startedAt: new Date(row.started_at),
    endedAt: row.ended_at === null ? null : new Date(row.ended_at),
  }));
}
