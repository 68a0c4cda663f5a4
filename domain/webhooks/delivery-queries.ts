import { type SQL, sql } from 'drizzle-orm';
import { database } from '@/db/client';
import type { AttemptOutcome, DeliveryState } from '@/db/schema/webhooks';
import { type Days, withinDays } from '@/domain/day-range';
import type { ReadScope } from '@/domain/read-scope';
import { instantKey, keyset, type Page, type PageRequest, type Position, readPage } from '@/lib/cursor';
import { type Id, idFromUuid, uuidOf } from '@/lib/id';
import { testEventType } from './event-types';
import type { ShownOutcome } from './model';

/** Which deliveries of an endpoint are wanted. */
export interface DeliveryFilter extends Days {
  readonly state?: DeliveryState | undefined;
  readonly type?: string | undefined;
  readonly eventId?: Id<'publishedEvent'> | undefined;
}

/** One event on its way to an endpoint. */
export interface DeliveryLine {
  readonly id: Id<'webhookDelivery'>;
  readonly eventId: Id<'publishedEvent'>;
  readonly type: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly isReplay: boolean;
  readonly nextAt: Date;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
  /** What came of the last attempt; null where there was none. */
  readonly outcome: ShownOutcome | null;
  readonly status: number | null;
}

/** A page of what was sent or is to be sent to one of the organization's endpoints, the newest first. */
export async function listDeliveries(
  scope: ReadScope,
  endpointId: Id<'webhookEndpoint'>,
  filter: DeliveryFilter,
  page: PageRequest<'webhookDelivery'>,
): Promise<Page<DeliveryLine>> {
  const where = conditionsOf(scope, endpointId, filter);
  const { rows, before, after } = await readPage(page, {
    read: (position) => readDeliveries(where, position),
    cursorOf: (row) => ({ key: row.key, id: idFromUuid('webhookDelivery', row.id) }),
  });
  return { rows: rows.map(lineOf), before, after };
}

/** A delivery with what was sent. */
export interface DeliveryDetail extends DeliveryLine {
  readonly endpointId: Id<'webhookEndpoint'>;
  /** The body, byte for byte as it is sent. */
  readonly body: string;
  readonly happenedAt: Date;
}

/** One delivery to an endpoint of the organization. Undefined for ids that name nothing of it. */
export async function findDelivery(scope: ReadScope, id: Id<'webhookDelivery'>): Promise<DeliveryDetail | undefined> {
  const first = { from: undefined, isBackward: false, limit: 1 };
  const [row] = await readDeliveries(sql`${ownedBy(scope)} and d.id = ${uuidOf(id)}::uuid`, first);
  if (!row) return undefined;
  const { rows } = await database().execute<{ body: string; created_at: string }>(
    sql`select body, created_at from published_events where id = ${row.event_id}::uuid and organization_id = ${uuidOf(scope.organizationId)}::uuid`,
  );
  const [event] = rows;
  // Taken away for its age between the two reads.
  if (!event) return undefined;
  const endpointId = idFromUuid('webhookEndpoint', row.endpoint_id);
  return { ...lineOf(row), endpointId, body: event.body, happenedAt: new Date(event.created_at) };
}

const ownedBy = ({ organizationId }: ReadScope): SQL => sql`d.organization_id = ${uuidOf(organizationId)}::uuid`;

function conditionsOf(scope: ReadScope, endpointId: Id<'webhookEndpoint'>, filter: DeliveryFilter): SQL {
  const { state, type, eventId } = filter;
  const conditions = [
    ownedBy(scope),
    sql`d.endpoint_id = ${uuidOf(endpointId)}::uuid`,
    ...withinDays(scope, sql`d.created_at`, filter),
  ];
  if (state) conditions.push(sql`d.state = ${state}`);
  if (type) conditions.push(sql`d.type = ${type}`);
  if (eventId) conditions.push(sql`d.event_id = ${uuidOf(eventId)}::uuid`);
  return sql.join(conditions, sql` and `);
}

type Row = {
  id: string;
  key: string;
  endpoint_id: string;
  event_id: string;
  type: string;
  state: DeliveryState;
  attempts: number;
  is_replay: boolean;
  next_at: string;
  created_at: string;
  finished_at: string | null;
  outcome: AttemptOutcome | null;
  status: number | null;
};

async function readDeliveries(where: SQL, position: Position<'webhookDelivery'>): Promise<Row[]> {
  const page = keyset(position, { key: sql`d.created_at`, sort: 'instant', id: sql`d.id` });
  const { rows } = await database().execute<Row>(
    sql`select d.*, last.outcome, last.status from (
        select d.id, ${instantKey(sql`d.created_at`)} as key, d.endpoint_id, d.event_id, d.type, d.state, d.attempts, d.is_replay, d.next_at,
            d.created_at, d.finished_at
          from webhook_deliveries d where ${where} and ${page.where} order by ${page.orderBy} limit ${position.limit}) d
      left join lateral (select a.outcome, a.status from webhook_attempts a where a.delivery_id = d.id order by a.created_at desc, a.id desc limit 1) last
        on true
      order by ${page.orderBy}`,
  );
  return rows;
}

const lineOf = (row: Row): DeliveryLine => ({
  id: idFromUuid('webhookDelivery', row.id),
  eventId: idFromUuid('publishedEvent', row.event_id),
  type: row.type,
  state: row.state,
  attempts: row.attempts,
  isReplay: row.is_replay,
  nextAt: new Date(row.next_at),
  createdAt: new Date(row.created_at),
  finishedAt: row.finished_at === null ? null : new Date(row.finished_at),
  outcome: row.outcome && shownOutcome(row.outcome),
  ...(row.type === testEventType ? { status: statusClass(row.status) } : { status: row.status }),
});

/** What became of an attempt, as partners see it: an address inside looks like one where nothing answers. @source quality/acceptance.md W5 */
const shownOutcome = (outcome: AttemptOutcome): ShownOutcome => (outcome === 'not_allowed' ? 'unreachable' : outcome);

/** The class of a status, as its first number: 404 is 400. */
const statusClass = (status: number | null): number | null => status && Math.floor(status / 100) * 100;

/** One attempt: what was sent, and what was answered. */
export interface AttemptLine {
  readonly id: Id<'webhookAttempt'>;
  readonly isReplay: boolean;
  readonly outcome: ShownOutcome;
  readonly status: number | null;
  /** Null where nothing answered: how long it took to find that out would tell what lies behind the address. */
  readonly durationMs: number | null;
  readonly requestHeaders: Readonly<Record<string, string>> | null;
  readonly responseHeaders: Readonly<Record<string, string>> | null;
  readonly responseBody: string | null;
  readonly createdAt: Date;
}

/** How many attempts are shown, the newest of them. */
export const attemptsShown = 50;

/**
 * The attempts of a delivery, the newest first. Of a test only the class of the status and how long it took: else whoever may name an address
 * could read through us what it says.
 *
 * @source quality/acceptance.md W5
 */
export async function listAttempts(
  scope: ReadScope,
  { id, type }: Pick<DeliveryLine, 'id' | 'type'>,
): Promise<AttemptLine[]> {
  const { rows } = await database().execute<AttemptRow>(
    sql`select id, is_replay, outcome, status, duration_ms, request_headers, response_headers, response_body, created_at from webhook_attempts
      where delivery_id = ${uuidOf(id)}::uuid and organization_id = ${uuidOf(scope.organizationId)}::uuid
      order by created_at desc, id desc limit ${attemptsShown}`,
  );
  return rows.map((row) => attemptOf(row, type === testEventType));
}

type AttemptRow = {
  id: string;
  is_replay: boolean;
  outcome: AttemptOutcome;
  status: number | null;
  duration_ms: number;
  request_headers: Record<string, string>;
  response_headers: Record<string, string> | null;
  response_body: string | null;
  created_at: string;
};

function attemptOf(row: AttemptRow, isTest: boolean): AttemptLine {
  const outcome = shownOutcome(row.outcome);
  return {
    id: idFromUuid('webhookAttempt', row.id),
    isReplay: row.is_replay,
    outcome,
    status: isTest ? statusClass(row.status) : row.status,
    durationMs: outcome === 'unreachable' ? null : row.duration_ms,
    requestHeaders: isTest ? null : row.request_headers,
    responseHeaders: isTest ? null : row.response_headers,
    responseBody: isTest ? null : row.response_body,
    createdAt: new Date(row.created_at),
  };
}
