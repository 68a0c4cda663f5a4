import { sql } from 'drizzle-orm';
import type { Transaction } from '@/db/client';
import { type Id, idFromUuid } from '@/lib/id';
import type { AssociationFacts } from './association-message';

/** How many partners are served at a time, and for how long whoever claimed a result may be at it. */
export const claiming = { atOnce: 20, leaseSeconds: 60 } as const;

/** A result in hand. */
export interface ClaimedResult {
  readonly id: Id<'associationResult'>;
  readonly organizationId: Id<'organization'>;
  /** Which attempt this is. */
  readonly attempt: number;
  readonly isTest: boolean;
  /** Until when it is in hand, as the database writes it: only who holds this very lease may say how it ended. */
  readonly lease: string;
  /** Null where the partner has taken its address away meanwhile. */
  readonly url: string | null;
  readonly facts: AssociationFacts;
}

/**
 * Takes results in hand that are due, one of each partner, so that an address that hangs holds up nobody else. A later result of a customer
 * waits for the earlier one: bound and unbound must not change places. Frozen partners' results rest.
 *
 * @source quality/acceptance.md W6, W13
 */
export async function claimResults(tx: Transaction): Promise<ClaimedResult[]> {
  // A statement of its own: the next one sees what those have done who held these configurations before.
  const { rows: partners } = await tx.execute<{ id: string }>(sql`
    select c.organization_id as id from access_configurations c join organizations o on o.id = c.organization_id and o.state = 'active'
     where exists (select from association_results r where r.organization_id = c.organization_id and ${isDue})
     order by c.organization_id limit ${claiming.atOnce} for no key update of c skip locked`);
  if (partners.length === 0) return [];
  const { rows } = await tx.execute<Row>(sql`
    update association_results r set attempts = r.attempts + 1, leased_until = clock_timestamp() + make_interval(secs => ${claiming.leaseSeconds})
      from unnest(${sql.param(partners.map(({ id }) => id))}::uuid[]) as p (id)
        cross join lateral (select r.id from association_results r where r.organization_id = p.id and ${isDue} and not exists (
            select from association_results f where f.organization_id = p.id and f.state = 'waiting' and f.leased_until > clock_timestamp())
          order by r.next_at, r.id limit 1) due
        join access_configurations c on c.organization_id = p.id
     where r.id = due.id and r.state = 'waiting'
    returning r.id, r.organization_id, r.attempts, r.leased_until::text as lease, r.customer_id, r.bind_action, c.notification_url, c.platform_identifier,
      (select o.account_name from organizations o where o.id = r.customer_id) as account_name,
      (select u.id from users u where u.organization_id = r.customer_id and 'admin' = any(u.roles) order by u.created_at, u.id limit 1) as user_id,
      (select k.platform_user_id from customers k where k.id = r.customer_id and k.platform_partner_id = r.organization_id) as platform_user_id`);
  return rows.map(claimedOf);
}

/** Earlier results of the same customer come first, whatever becomes of them. */
const isDue = sql`r.state = 'waiting' and r.next_at <= clock_timestamp() and coalesce(r.leased_until <= clock_timestamp(), true)
  and not exists (select from association_results earlier where earlier.organization_id = r.organization_id
    and earlier.customer_id = r.customer_id and earlier.state = 'waiting' and (earlier.created_at, earlier.id) < (r.created_at, r.id))`;

type Row = {
  id: string;
  organization_id: string;
  attempts: number;
  lease: string;
  customer_id: string | null;
  bind_action: 0 | 1;
  notification_url: string | null;
  platform_identifier: string;
  account_name: string | null;
  user_id: string | null;
  platform_user_id: string | null;
};

const claimedOf = (row: Row): ClaimedResult => ({
  id: idFromUuid('associationResult', row.id),
  organizationId: idFromUuid('organization', row.organization_id),
  attempt: row.attempts,
  isTest: row.customer_id === null,
  lease: row.lease,
  url: row.notification_url,
  facts: {
    platformIdentifier: row.platform_identifier,
    bindAction: row.bind_action,
    customer:
      row.customer_id === null
        ? undefined
        : {
            id: idFromUuid('customer', row.customer_id),
            accountName: row.account_name ?? '',
            userId: row.user_id === null ? undefined : idFromUuid('user', row.user_id),
            platformUserId: row.platform_user_id,
          },
  },
});
