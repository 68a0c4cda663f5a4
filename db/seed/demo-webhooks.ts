import { createHmac, randomBytes } from 'node:crypto';
import type pg from 'pg';
import { type Id, uuidOf } from '@/lib/id';
import { type KeyRing, sealSecret } from '@/lib/secret-box';
import { type DemoDeed, ownerOf, userUuid } from './demo-deeds';
import { demoEmail, demoId } from './demo-organizations';
import { type DemoPublished, publishEvents } from './demo-webhook-events';
import { type EndpointPlan, endpointPlans, retryAfterSeconds } from './demo-webhook-plan';
import { insertRows, type Row } from './insert-rows';
import type { SeededRandom } from './seeded-random';

const partner = 'qiming';
interface Settings {
  readonly keyRing: KeyRing;
  readonly now: Date;
  readonly random: SeededRandom;
  readonly ago: (days: number) => Date;
}

/** An endpoint with what its deliveries are signed with. */
interface Endpoint extends EndpointPlan {
  readonly id: Id<'webhookEndpoint'>;
  readonly key: Buffer;
  readonly at: Date;
  readonly downAt: Date | null;
}

/**
 * Qiming's events of the last weeks as its servers heard of them: one hears all, the other is down and its deliveries wait for their next
 * attempt. What had happened before in the demo world is told to nobody. @returns what was done
 */
export async function writeWebhooks(client: pg.Client, settings: Settings): Promise<DemoDeed[]> {
  const { keyRing, now, random, ago } = settings;
  const events = await publishEvents(client, partner, { now, random });
  const endpoints = endpointPlans.map((plan): Endpoint => {
    const downAt = plan.downSince === null ? null : new Date(now.getTime() - plan.downSince * 86_400_000);
    const id = demoId('webhookEndpoint', plan.name);
    return { ...plan, id, key: randomBytes(32), at: ago(plan.madeDaysAgo), downAt };
  });
  const deliveries = endpoints.flatMap((endpoint) => deliveriesTo(endpoint, events, settings));
  await insertRows(
    client,
    'webhook_endpoints',
    endpoints.map((one) => endpointRow(one, deliveries)),
  );
  await insertRows(
    client,
    'webhook_secrets',
    endpoints.map((one) => secretRow(one, keyRing)),
  );
  await insertRows(
    client,
    'webhook_deliveries',
    deliveries.map(({ row }) => row),
  );
  await insertRows(
    client,
    'webhook_attempts',
    deliveries.flatMap(({ attempts }) => attempts.map((one) => attemptRow(one, random))),
  );
  return endpoints.map(
    (one): DemoDeed => ({
      ...{ at: one.at, by: demoEmail('admin', partner), organization: partner, via: 'session' },
      ...{
        action: 'webhooks.create_endpoint',
        subjectId: one.id,
        detail: { url: one.url, types: one.types?.join(' ') ?? 'all' },
      },
    }),
  );
}

/** A delivery with what has been tried. */
interface Delivery {
  readonly endpoint: Endpoint;
  readonly id: Id<'webhookDelivery'>;
  readonly event: DemoPublished;
  readonly attempts: readonly Attempt[];
  readonly row: Row;
}

interface Attempt {
  readonly at: Date;
  readonly outcome: 'delivered' | 'slow_down' | 'refused' | 'unreachable' | 'timed_out';
  readonly status: number | null;
  readonly durationMs: number;
  readonly delivery: Id<'webhookDelivery'>;
  readonly headers: Readonly<Record<string, string>>;
}

function deliveriesTo(endpoint: Endpoint, events: readonly DemoPublished[], settings: Settings): Delivery[] {
  const wanted = events.filter(
    ({ at, type }) => at >= endpoint.at && (endpoint.types === null || endpoint.types.includes(type)),
  );
  return wanted.map((event) => {
    const id = settings.random.idAt('webhookDelivery', event.publishedAt);
    const { attempts, nextAt } = attemptsAt(endpoint, id, event, settings);
    const last = attempts.at(-1);
    const state = nextAt ? 'waiting' : last?.outcome === 'delivered' ? 'delivered' : 'failed';
    const row: Row = {
      ...{ id: uuidOf(id), endpoint_id: uuidOf(endpoint.id), ...ownerOf(partner), event_id: uuidOf(event.id) },
      ...{ type: event.type, state, attempts: attempts.length, is_replay: false },
      next_at: (nextAt ?? last?.at ?? event.publishedAt).toISOString(),
      created_at: event.publishedAt.toISOString(),
      finished_at: nextAt ? null : afterwards(last?.at ?? event.publishedAt, 200).toISOString(),
    };
    return { endpoint, id, event, attempts, row };
  });
}

const afterwards = (at: Date, ms: number): Date => new Date(at.getTime() + ms);

/** What was tried until now, by the schedule; `nextAt` is when the next attempt is due, null where none follows. */
function attemptsAt(
  endpoint: Endpoint,
  delivery: Id<'webhookDelivery'>,
  event: DemoPublished,
  { now, random }: Settings,
): { attempts: Attempt[]; nextAt: Date | null } {
  const attempts: Attempt[] = [];
  // One of the first deliveries in fifteen met a server that was being restarted, and arrived five seconds later.
  const isUnlucky = random.isLikely(1 / 15);
  let at = event.publishedAt;
  for (const [place, seconds] of retryAfterSeconds.entries()) {
    at = afterwards(at, seconds * 1000 + (seconds > 5 ? random.between(0, seconds * 100) : 300));
    if (at > now) return { attempts, nextAt: at };
    const ends = endOf(endpoint, at, place === 0 && isUnlucky, random);
    const headers = headersOf(endpoint, event, at);
    attempts.push({ ...ends, at, delivery, headers });
    if (ends.outcome === 'delivered') break;
  }
  return { attempts, nextAt: null };
}

type End = Pick<Attempt, 'outcome' | 'status' | 'durationMs'>;

function endOf({ downAt }: Endpoint, at: Date, isUnlucky: boolean, random: SeededRandom): End {
  if (downAt && at >= downAt) {
    const ends: readonly [End, ...End[]] = [
      { outcome: 'refused', status: 503, durationMs: random.between(40, 160) },
      { outcome: 'refused', status: 500, durationMs: random.between(40, 160) },
      { outcome: 'unreachable', status: null, durationMs: random.between(3, 30) },
      { outcome: 'timed_out', status: null, durationMs: 15_000 },
    ];
    return random.pick(ends);
  }
  const durationMs = random.between(25, 240);
  return isUnlucky
    ? { outcome: 'slow_down', status: 502, durationMs }
    : { outcome: 'delivered', status: 204, durationMs };
}

/** As domain/webhooks/sign-delivery.ts signs. @source Standard Webhooks 1.0 */
function headersOf({ key }: Endpoint, { id, body }: DemoPublished, at: Date): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return {
    ...{
      'content-type': 'application/json',
      'user-agent': 'Partner-Center-Webhooks/1.0',
      'webhook-id': id,
      'webhook-timestamp': timestamp,
    },
    'webhook-signature': `v1,${signature}`,
  };
}

function endpointRow(endpoint: Endpoint, deliveries: readonly Delivery[]): Row {
  const { id, url, description, types, at } = endpoint;
  const tried = deliveries
    .filter((one) => one.endpoint === endpoint)
    .flatMap(({ attempts }) => attempts)
    .toSorted((a, b) => a.at.getTime() - b.at.getTime());
  const lastSuccess = tried.findLast(({ outcome }) => outcome === 'delivered');
  const firstFailure = tried.find((one) => one.at > (lastSuccess?.at ?? at) && one.outcome !== 'delivered');
  return {
    ...{ id: uuidOf(id), ...ownerOf(partner), url, description, types: types ?? null, state: 'active' },
    ...{ failing_since: firstFailure?.at.toISOString() ?? null, created_by: userUuid('admin', partner) },
    ...{ last_success_at: lastSuccess?.at.toISOString() ?? null },
    ...{ created_at: at.toISOString(), updated_at: at.toISOString() },
  };
}

function secretRow({ name, id: endpointId, key, at }: Endpoint, keyRing: KeyRing): Row {
  const id = demoId('webhookSecret', `${name} secret`);
  const place = { table: 'webhook_secrets', id, column: 'sealed_secret' };
  const sealed = sealSecret(`whsec_${key.toString('base64')}`, place, keyRing);
  return {
    ...{ id: uuidOf(id), endpoint_id: uuidOf(endpointId), ...ownerOf(partner), sealed_secret: sealed },
    created_at: at.toISOString(),
  };
}

const answers = { 502: 'Bad Gateway', 503: 'Service Unavailable', 500: 'Internal Server Error' } as const;

function attemptRow({ at, outcome, status, durationMs, delivery, headers }: Attempt, random: SeededRandom): Row {
  const words = status === 502 || status === 503 || status === 500 ? answers[status] : '';
  const isAnswered = status !== null;
  return {
    ...{ id: uuidOf(random.idAt('webhookAttempt', at)), delivery_id: uuidOf(delivery), ...ownerOf(partner) },
    ...{ is_replay: false, outcome, status, duration_ms: durationMs, request_headers: headers },
    response_headers: isAnswered ? { server: 'nginx', ...(words ? { 'content-type': 'text/html' } : {}) } : null,
    response_body: isAnswered ? words && `<html><head><title>${status} ${words}</title></head></html>` : null,
    created_at: at.toISOString(),
  };
}
