import { sql } from 'drizzle-orm';
import type { Transaction } from '@/db/client';
import { groupBy } from '@/lib/group-by';
import { type Id, idFromUuid } from '@/lib/id';

/** How many deliveries one endpoint has under way at most, and for how long whoever claimed one may be at it. */
export const claiming = { perEndpoint: 2, leaseSeconds: 60 } as const;

/** A delivery in hand. */
export interface ClaimedDelivery {
  readonly id: Id<'webhookDelivery'>;
  readonly endpointId: Id<'webhookEndpoint'>;
  readonly eventId: Id<'publishedEvent'>;
  readonly type: string;
  readonly isReplay: boolean;
  /** Which attempt this is. */
  readonly attempt: number;
  /** When it was due, by its schedule and by what the endpoint had asked for; as the database writes it. */
  readonly dueAt: string;
  /** Until when it is in hand, as the database writes it: only who holds this very lease may say how it ended. */
  readonly lease: string;
  readonly url: string;
  readonly body: string;
  /** When it was claimed, in seconds since 1970, by the database. */
  readonly sentAt: number;
  /** Those that count now, the newest first, still sealed: one that does not open is the trouble of its endpoint alone. */
  readonly secrets: readonly SealedSecret[];
}

/** A secret as it is stored. */
export interface SealedSecret {
  readonly id: Id<'webhookSecret'>;
  readonly sealed: string;
}

/**
 * Takes deliveries in hand that are due: of active endpoints of organizations that are not frozen, which have not asked to wait. None gets more
 * than two under way whoever claims, and one that has two takes no place of others. The organization that has the least under way comes first,
 * then the delivery that has waited longest: endpoints that hang, however many and with whatever backlog, hold up nobody else's.
 *
 * @source quality/acceptance.md W12, W13
 */
export async function claimDeliveries(tx: Transaction, max: number): Promise<ClaimedDelivery[]> {
  // A statement of its own: the next one sees what those have done who held these endpoints before.
  const { rows: endpoints } = await tx.execute<{ id: string }>(sql`
    with under_way as materialized (
      select endpoint_id, organization_id from webhook_deliveries where state = 'waiting' and leased_until > clock_timestamp())
    select e.id from webhook_endpoints e
      join organizations o on o.id = e.organization_id and o.state = 'active'
      cross join lateral (select min(d.next_at) as due_at from webhook_deliveries d where d.endpoint_id = e.id and ${isDue}) waiting
     where e.state = 'active' and coalesce(e.slow_until <= clock_timestamp(), true) and waiting.due_at is not null
       and (select count(*) from under_way u where u.endpoint_id = e.id) < ${claiming.perEndpoint}
     order by (select count(*) from under_way u where u.organization_id = e.organization_id), waiting.due_at, e.id limit ${max} for no key update of e skip locked`);
  if (endpoints.length === 0) return [];
  type Row = {
    id: string;
    endpoint_id: string;
    event_id: string;
    type: string;
    is_replay: boolean;
    attempt: number;
    due_at: string;
    lease: string;
    url: string;
    body: string;
    sent_at: number;
  };
  const { rows } = await tx.execute<Row>(sql`
    update webhook_deliveries d
       set leased_until = clock_timestamp() + make_interval(secs => ${claiming.leaseSeconds})
      from (
        select due.id from unnest(${sql.param(endpoints.map(({ id }) => id))}::uuid[]) as e (id)
          cross join lateral (
            select d.id, row_number() over (order by d.next_at, d.id) as place from webhook_deliveries d
             where d.endpoint_id = e.id and ${isDue} order by d.next_at, d.id
             limit greatest(0, ${claiming.perEndpoint} - (select count(*) from webhook_deliveries u
               where u.endpoint_id = e.id and u.state = 'waiting' and u.leased_until > clock_timestamp()))) due
         order by due.place limit ${max}) chosen,
        webhook_endpoints e, published_events p
     where d.id = chosen.id and e.id = d.endpoint_id and p.id = d.event_id
    returning d.id, d.endpoint_id, d.event_id, d.type, d.is_replay, d.attempts + 1 as attempt,
      greatest(d.next_at, e.slow_until)::text as due_at, d.leased_until::text as lease, e.url, p.body,
      floor(extract(epoch from clock_timestamp()))::int as sent_at`);
  const secrets = await secretsOf(tx, [...new Set(rows.map((row) => row.endpoint_id))]);
  return rows.map((row) => ({
    id: idFromUuid('webhookDelivery', row.id),
    endpointId: idFromUuid('webhookEndpoint', row.endpoint_id),
    eventId: idFromUuid('publishedEvent', row.event_id),
    type: row.type,
    isReplay: row.is_replay,
    attempt: row.attempt,
    dueAt: row.due_at,
    lease: row.lease,
    url: row.url,
    body: row.body,
    sentAt: row.sent_at,
    secrets: (secrets.get(row.endpoint_id) ?? []).map(({ id, sealed }) => ({
      id: idFromUuid('webhookSecret', id),
      sealed,
    })),
  }));
}

const isDue = sql`d.state = 'waiting' and d.next_at <= clock_timestamp() and coalesce(d.leased_until <= clock_timestamp(), true)`;

async function secretsOf(tx: Transaction, endpointIds: readonly string[]) {
  const { rows } = await tx.execute<{ id: string; endpoint_id: string; sealed: string }>(
    sql`select id, endpoint_id, sealed_secret as sealed from webhook_secrets
      where endpoint_id = any(${sql.param(endpointIds)}::uuid[]) and coalesce(expires_at > clock_timestamp(), true) order by created_at desc, id desc`,
  );
  return groupBy(rows, ({ endpoint_id }) => endpoint_id);
}
