import { eq, sql } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import { jobActor } from '@/domain/job';
import { readSettings } from '@/domain/settings/read-settings';
import { keepTrail } from '@/domain/trail';
import { idFromUuid, newId, uuidOf } from '@/lib/id';
import { invariant } from '@/lib/invariant';
import type { Attempt } from './attempt-outcome';
import type { ClaimedDelivery } from './claim-deliveries';
import { closeEndpoint, type GivenUp } from './close-endpoint';
import { testEventType } from './event-types';
import { nextAttemptAfter } from './retry-schedule';

const { organizations } = schema;

type Endpoint = NonNullable<Awaited<ReturnType<typeof holdEndpoint>>>;

/**
 * Writes down how an attempt went, and what follows: delivered, another attempt later, or none. An endpoint that says it is gone is disabled,
 * and so is one at which everything has failed for `webhook_disable_hours`, but for the time in which nobody tried; its people are told. Replays
 * and tests say nothing about that.
 *
 * Endpoints are held before their deliveries, by everybody.
 *
 * @source Standard Webhooks 1.0, quality/acceptance.md W9, design/differentiators.md X6
 */
export async function settleDelivery(
  tx: Transaction,
  delivery: ClaimedDelivery,
  requestHeaders: Readonly<Record<string, string>>,
  attempt: Attempt,
): Promise<void> {
  const endpoint = await holdEndpoint(tx, delivery);
  if (!endpoint) return;
  await insertAttempt(tx, delivery, endpoint, { ...attempt, requestHeaders });
  const isMine = await moveOn(tx, delivery, endpoint, attempt);
  // What was sent to an address given up meanwhile, or before the endpoint was disabled and enabled again, says nothing about it as it is now.
  if (!isMine || delivery.url !== endpoint.url || endpoint.state !== 'active') return;
  if (attempt.slowSeconds !== null) await slowDown(tx, delivery, attempt.slowSeconds);
  if (delivery.isReplay || delivery.type === testEventType) return;
  const cause = await countHealth(tx, delivery, attempt);
  if (cause) await giveUp(tx, delivery, endpoint, cause);
}

async function holdEndpoint(tx: Transaction, { endpointId }: ClaimedDelivery) {
  type Row = { organization_id: string; root_id: string; state: 'active' | 'disabled'; url: string };
  const { rows } = await tx.execute<Row>(
    sql`select organization_id, root_id, state, url from webhook_endpoints where id = ${uuidOf(endpointId)}::uuid for no key update`,
  );
  return rows[0];
}

/** Whoever comes too late still leaves what it saw. A delivery that was taken away meanwhile has no attempts. */
async function insertAttempt(
  tx: Transaction,
  { id, isReplay, type }: ClaimedDelivery,
  { organization_id, root_id }: Endpoint,
  made: Attempt & { readonly requestHeaders: Readonly<Record<string, string>> },
): Promise<void> {
  const { outcome, status, durationMs, requestHeaders } = made;
  // What a test was answered is shown to nobody beyond the class of its status, so it is not kept.
  const { responseHeaders, responseBody } = type === testEventType ? nothing : made;
  await tx.execute(
    sql`insert into webhook_attempts (id, delivery_id, organization_id, root_id, is_replay, outcome, status, duration_ms, request_headers,
        response_headers, response_body)
      select ${uuidOf(newId('webhookAttempt'))}::uuid, d.id, ${organization_id}::uuid, ${root_id}::uuid, ${isReplay}, ${outcome}, ${status}::int,
        ${durationMs}::int, ${JSON.stringify(requestHeaders)}::jsonb, ${responseHeaders && JSON.stringify(responseHeaders)}::jsonb, ${responseBody}
        from webhook_deliveries d where d.id = ${uuidOf(id)}::uuid`,
  );
}

const nothing = { responseHeaders: null, responseBody: null };

/** @returns whether it was still the caller's to say how the delivery ended */
async function moveOn(
  tx: Transaction,
  { id, lease, attempt, type, url }: ClaimedDelivery,
  endpoint: Endpoint,
  { outcome, slowSeconds }: Attempt,
): Promise<boolean> {
  const isMine = sql`id = ${uuidOf(id)}::uuid and state = 'waiting' and leased_until = ${lease}::timestamptz`;
  // Somebody waits for what a test says: it is made once. An address given up meanwhile may be gone.
  const isLast = (outcome === 'gone' && url === endpoint.url) || type === testEventType;
  const pause = outcome === 'delivered' || isLast ? undefined : nextAttemptAfter(attempt);
  if (pause !== undefined) {
    const again = await tx.execute(
      sql`update webhook_deliveries set attempts = attempts + 1, leased_until = null, next_at = clock_timestamp() + make_interval(secs => ${Math.max(pause, slowSeconds ?? 0)})
        where ${isMine}`,
    );
    return again.rowCount === 1;
  }
  const ended = await tx.execute(
    sql`update webhook_deliveries set attempts = attempts + 1, leased_until = null, finished_at = clock_timestamp(), state = ${outcome === 'delivered' ? 'delivered' : 'failed'}
      where ${isMine}`,
  );
  return ended.rowCount === 1;
}

const slowDown = (tx: Transaction, { endpointId }: ClaimedDelivery, seconds: number) =>
  tx.execute(
    sql`update webhook_endpoints set slow_until = greatest(slow_until, clock_timestamp() + make_interval(secs => ${seconds}))
      where id = ${uuidOf(endpointId)}::uuid`,
  );

/** @returns why the endpoint is to be disabled, if it is */
async function countHealth(
  tx: Transaction,
  { endpointId, dueAt, sentAt }: ClaimedDelivery,
  { outcome }: Attempt,
): Promise<GivenUp | undefined> {
  const id = sql`id = ${uuidOf(endpointId)}::uuid`;
  if (outcome === 'delivered') {
    await tx.execute(
      sql`update webhook_endpoints set failing_since = null, last_success_at = clock_timestamp() where ${id}`,
    );
    return undefined;
  }
  const { webhook_disable_hours: hours } = await readSettings(tx);
  const { rows } = await tx.execute<{ isTooLong: boolean }>(
    sql`update webhook_endpoints set failing_since = coalesce(failing_since, clock_timestamp()), last_failure_at = clock_timestamp(),
        untried_seconds = case when failing_since is null then 0 else untried_seconds + ${untried(dueAt, sentAt)} end
      where ${id}
      returning failing_since + make_interval(secs => untried_seconds) <= clock_timestamp() - make_interval(hours => ${hours}) as "isTooLong"`,
  );
  if (outcome === 'gone') return 'gone';
  return rows[0]?.isTooLong ? 'failing' : undefined;
}

/** What passes between due and sent is no news up to here: every claim takes its time, and so does whoever waits for its turn. */
const punctualSeconds = 300;

/**
 * For how long nobody had tried the endpoint although something was due: its organization was frozen, or no worker ran. Two that were due in
 * the same time count it once, since the first has left its failure behind.
 */
const untried = (dueAt: string, sentAt: number) =>
  sql`(select case when late > ${punctualSeconds} then late else 0 end
        from (select floor(extract(epoch from to_timestamp(${sentAt}) - greatest(last_failure_at, ${dueAt}::timestamptz)))::int) t (late))`;

async function giveUp(
  tx: Transaction,
  { endpointId }: ClaimedDelivery,
  { organization_id, url }: Endpoint,
  cause: GivenUp,
): Promise<void> {
  const count = await closeEndpoint(tx, endpointId, cause);
  const [organization] = await tx
    .select()
    .from(organizations)
    .where(eq(organizations.id, idFromUuid('organization', organization_id)));
  invariant(organization, 'an endpoint belongs to an organization');
  const facts = { cause, host: URL.canParse(url) ? new URL(url).host : '' };
  await keepTrail(
    tx,
    jobActor(organization),
    { action: 'webhooks.give_up', subjectId: endpointId, detail: { reason: cause, host: facts.host, count } },
    [
      {
        ...{ kind: 'webhook.disabled', organizationId: organization.id, rootId: organization.rootId },
        ...{ subjectId: endpointId, payload: facts },
      },
    ],
  );
}
