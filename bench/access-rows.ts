import type pg from 'pg';
import { type Id, newId, uuidOf } from '@/lib/id';

/** Whose rows they are and how many of each kind. */
export interface AccessOwner {
  readonly partner: Id<'organization'>;
  readonly admin: Id<'user'>;
  readonly customers: readonly Id<'customer'>[];
  readonly count: number;
}

/** Row n was written n minutes ago. */
const then = `clock_timestamp() - n * interval '1 minute'`;
/** Of every type and state much, little or nothing. */
const type = `case when n % 10000 = 5005 then 'customer.left' when n % 1000 = 7 then 'recharge.credited' when n % 1000 = 500 then 'customer.associated' else 'funds.allocated' end`;
const state = `case when n % 10000 = 5005 then 'cancelled' when n % 1000 = 7 then 'waiting' when n % 100 = 50 then 'failed' else 'delivered' end`;
const outcome = `case when n % 10000 = 5005 or n % 1000 = 7 or n % 100 = 50 then 'refused' else 'delivered' end`;

/** Events as they are told, in the order in which they happened, with the events of the outbox behind them. */
async function fillEvents(owner: pg.Pool, { partner, count }: AccessOwner): Promise<void> {
  await owner.query(
    `with made as (insert into outbox_events (id, organization_id, root_id, kind, subject_id, payload, created_at, delivered_at, published_at)
       select gen_random_uuid(), $1, $1, ${type}, 'adj_' || n, '{}', ${then}, ${then}, ${then} from generate_series(1, $2::int) n
       returning id, kind, created_at)
     insert into published_events (id, organization_id, root_id, event_id, type, body, created_at, published_at)
       select gen_random_uuid(), $1, $1, id, kind, '{"type":"' || kind || '","timestamp":"2026-01-01T00:00:00Z","data":{"amount":"-1.00","currency":"CNY"}}',
           created_at, created_at from made order by created_at`,
    [uuidOf(partner), count],
  );
}

/** An endpoint that every event went to, one attempt each, and others with nothing. @returns it */
async function fillDeliveries(owner: pg.Pool, { partner, admin }: AccessOwner): Promise<Id<'webhookEndpoint'>> {
  const endpoint = newId('webhookEndpoint');
  await owner.query(
    `insert into webhook_endpoints (id, organization_id, root_id, url, created_by)
       select case when n = 1 then $2::uuid else gen_random_uuid() end, $1, $1, 'https://hooks.bench.example/' || n, $3 from generate_series(1, 10) n`,
    [uuidOf(partner), uuidOf(endpoint), uuidOf(admin)],
  );
  await owner.query(
    `with numbered as (select *, row_number() over (order by position desc) as n from published_events where organization_id = $1)
     insert into webhook_deliveries (id, endpoint_id, organization_id, root_id, event_id, type, state, attempts, next_at, created_at, finished_at)
       select gen_random_uuid(), $2, $1, $1, id, type, ${state}, 1, clock_timestamp() + interval '1 day', created_at,
           case when ${state} <> 'waiting' then created_at end from numbered`,
    [uuidOf(partner), uuidOf(endpoint)],
  );
  await owner.query(
    `with numbered as (select *, row_number() over (order by created_at desc) as n from webhook_deliveries where endpoint_id = $2)
     insert into webhook_attempts (id, delivery_id, organization_id, root_id, is_replay, outcome, status, duration_ms, request_headers, response_headers, response_body, created_at)
       select gen_random_uuid(), id, $1, $1, false, ${outcome}, case when ${outcome} = 'delivered' then 204 else 500 end, 20,
           '{"webhook-id":"x"}', '{}', '', created_at from numbered`,
    [uuidOf(partner), uuidOf(endpoint)],
  );
  return endpoint;
}

/** Results of associations of a few customers, and changes of the configuration. */
async function fillConfiguration(owner: pg.Pool, { partner, admin, customers, count }: AccessOwner): Promise<void> {
  await owner.query(
    `with numbered as (select *, row_number() over (order by position desc) as n from published_events where organization_id = $1)
     insert into association_results (id, organization_id, root_id, event_id, customer_id, bind_action, state, attempts, next_at, last_outcome, last_status, created_at, finished_at)
       select gen_random_uuid(), $1, $1, id, ($2::uuid[])[1 + n % cardinality($2::uuid[])], n % 2, ${state}, 1, clock_timestamp() + interval '1 day', ${outcome},
           case when ${outcome} = 'delivered' then 200 else 500 end, created_at, case when ${state} <> 'waiting' then created_at end from numbered`,
    [uuidOf(partner), customers.map(uuidOf)],
  );
  await owner.query(
    `insert into access_configurations (organization_id, root_id, platform_identifier) values ($1, $1, 'BENCH_' || $2)`,
    [uuidOf(partner), String(count)],
  );
  await owner.query(
    `insert into access_changes (id, organization_id, root_id, part, before, after, user_id, created_at)
       select gen_random_uuid(), $1, $1, case when n % 10000 = 5005 then 'contacts' when n % 1000 = 7 then 'notification_url' else 'callbacks' end,
           jsonb_build_object('orderPaymentUrl', null, 'rechargeUrl', 'https://bench.example/' || n),
           jsonb_build_object('orderPaymentUrl', null, 'rechargeUrl', 'https://bench.example/' || n - 1), $2, ${then} from generate_series(1, $3::int) n`,
    [uuidOf(partner), uuidOf(admin), count],
  );
}

/** All of it, `count` rows of each kind. @returns the endpoint that has them */
export async function fillAccess(owner: pg.Pool, of: AccessOwner): Promise<Id<'webhookEndpoint'>> {
  await fillEvents(owner, of);
  const endpoint = await fillDeliveries(owner, of);
  await fillConfiguration(owner, of);
  return endpoint;
}
