import { sql } from 'drizzle-orm';
import type { Transaction } from '@/db/client';
import { command } from '@/domain/command';
import { newId, uuidOf } from '@/lib/id';
import { type HeldEndpoint, holdEndpoint, hostOf } from './hold-endpoint';
import { replayInput } from './input';
import { type ReplayChoice, replayMax } from './model';

/**
 * Puts the events of a time range in an endpoint's queue again, in the order in which they were published: those that did not arrive
 * (given up, cancelled, never queued because the endpoint was disabled), or all. One that still waits for its next attempt gets it at once.
 *
 * Each event keeps its id and its body, so that a receiver knows it again; the attempts count neither for nor against the endpoint.
 *
 * @refuses nothing_to_replay also when all that was asked for is on its way
 * @source design/differentiators.md X6, quality/acceptance.md W9
 */
export const replayDeliveries = command({
  name: 'webhooks.replay_deliveries',
  permission: 'webhooks.replay',
  returns: 'webhookEndpoint',
  input: (actor) => replayInput(actor.timeZone),
  refusals: ['webhook_endpoint_not_found', 'webhook_endpoint_disabled', 'nothing_to_replay', 'too_many_to_replay'],
  async run({ tx, actor, refuse }, { webhookEndpointId: id, which, from, to }) {
    const endpoint = await holdEndpoint(tx, actor, id);
    if (!endpoint) return refuse('webhook_endpoint_not_found');
    if (endpoint.state === 'disabled') return refuse('webhook_endpoint_disabled');
    const events = await eventsWithin(tx, endpoint, which, { from, to });
    if (events.length > replayMax) return refuse('too_many_to_replay');
    const count = events.length > 0 ? await queueAgain(tx, endpoint, events) : 0;
    if (count === 0) return refuse('nothing_to_replay');
    const until = to ? { until: to.toISOString() } : {};
    return { id, audit: { detail: { host: hostOf(endpoint), which, since: from.toISOString(), ...until, count } } };
  },
});

interface Range {
  readonly from: Date;
  readonly to?: Date | null | undefined;
}

/**
 * UUIDs of the events, one more than may be sent again at most. Each is kept from being removed until its delivery stands; one that is being
 * removed at this moment is no longer among them, and nobody waits.
 */
async function eventsWithin(
  tx: Transaction,
  { id, organizationId, types, createdAt }: HeldEndpoint,
  which: ReplayChoice,
  { from, to }: Range,
): Promise<string[]> {
  // What happened before the endpoint was there did not fail to arrive at it; whoever wants it too asks for all.
  const onlyMissing = sql`and (d.state <> 'delivered' or (d.id is null and e.created_at >= ${createdAt.toISOString()}::timestamptz))`;
  const { rows } = await tx.execute<{ id: string }>(
    sql`select e.id from published_events e left join webhook_deliveries d on d.endpoint_id = ${uuidOf(id)}::uuid and d.event_id = e.id
      where e.organization_id = ${uuidOf(organizationId)}::uuid and e.event_id is not null and e.created_at >= ${from.toISOString()}::timestamptz
        ${to ? sql`and e.created_at < ${to.toISOString()}::timestamptz` : sql``}
        and (${sql.param(types)}::text[] is null or e.type = any(${sql.param(types)}::text[]))
        ${which === 'undelivered' ? onlyMissing : sql``}
      order by e.position limit ${replayMax + 1} for key share of e skip locked`,
  );
  return rows.map((row) => row.id);
}

/** One that somebody is at is left to them. @returns how many events were queued or brought forward */
async function queueAgain(tx: Transaction, endpoint: HeldEndpoint, events: readonly string[]): Promise<number> {
  const brought = await tx.execute(
    sql`update webhook_deliveries set next_at = clock_timestamp() where endpoint_id = ${uuidOf(endpoint.id)}::uuid
      and event_id = any(${sql.param(events)}::uuid[]) and state = 'waiting' and next_at > clock_timestamp()
      and (leased_until is null or leased_until < clock_timestamp())`,
  );
  const ids = events.map(() => uuidOf(newId('webhookDelivery')));
  const queued = await tx.execute(
    sql`insert into webhook_deliveries (id, endpoint_id, organization_id, root_id, event_id, type, is_replay)
      select u.id, ${uuidOf(endpoint.id)}::uuid, e.organization_id, e.root_id, e.id, e.type, true
        from unnest(${sql.param(ids)}::uuid[], ${sql.param(events)}::uuid[]) with ordinality u (id, event_id, n) join published_events e on e.id = u.event_id
        order by u.n
      on conflict (endpoint_id, event_id) do update set state = 'waiting', attempts = 0, is_replay = true, next_at = clock_timestamp(),
        leased_until = null, finished_at = null
        where webhook_deliveries.state <> 'waiting'`,
  );
  return (brought.rowCount ?? 0) + (queued.rowCount ?? 0);
}
