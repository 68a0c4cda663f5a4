import { and, desc, eq, type SQL, sql } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import type { ReadScope } from '@/domain/read-scope';
import { instantKey, keyset, type Page, type PageRequest, type Position, readPage } from '@/lib/cursor';
import type { Id } from '@/lib/id';
import type { EndpointHealth } from './model';
import { secretIsInUse } from './webhook-secrets';

const { users, webhookDeliveries, webhookEndpoints, webhookSecrets } = schema;

/** Which endpoints are wanted. */
export interface EndpointFilter {
  readonly state?: 'active' | 'disabled' | undefined;
}

/** An endpoint without its secrets, which nobody can read again. */
export interface EndpointLine {
  readonly id: Id<'webhookEndpoint'>;
  readonly url: string;
  readonly description: string;
  /** Null is every type, also those that come later. */
  readonly types: readonly string[] | null;
  readonly health: EndpointHealth;
  readonly disabledReason: 'person' | 'gone' | 'failing' | null;
  readonly disabledAt: Date | null;
  readonly failingSince: Date | null;
  readonly lastSuccessAt: Date | null;
  readonly slowUntil: Date | null;
  readonly createdAt: Date;
  readonly createdBy: string | null;
}

/** A page of the organization's own endpoints, the newest first. */
export async function listEndpoints(
  scope: ReadScope,
  { state }: EndpointFilter,
  page: PageRequest<'webhookEndpoint'>,
): Promise<Page<EndpointLine>> {
  const { rows, before, after } = await readPage(page, {
    read: (position) => readEndpoints(scope, state && eq(webhookEndpoints.state, state), position),
    cursorOf: (row) => ({ key: row.key, id: row.id }),
  });
  return { rows: rows.map(({ key: _key, ...row }) => row), before, after };
}

/** One of the organization's own endpoints. Undefined for ids that name nothing of it. */
export async function findEndpoint(scope: ReadScope, id: Id<'webhookEndpoint'>): Promise<EndpointLine | undefined> {
  const first = { from: undefined, isBackward: false, limit: 1 };
  const [row] = await readEndpoints(scope, eq(webhookEndpoints.id, id), first);
  if (!row) return undefined;
  const { key: _key, ...shown } = row;
  return shown;
}

const health = sql<EndpointHealth>`case when ${webhookEndpoints.state} = 'disabled' then 'disabled' when ${webhookEndpoints.failingSince} is not null then 'failing'
  when ${webhookEndpoints.slowUntil} > clock_timestamp() then 'slow' when ${webhookEndpoints.lastSuccessAt} is null then 'untried' else 'working' end`;

function readEndpoints(scope: ReadScope, condition: SQL | undefined, position: Position<'webhookEndpoint'>) {
  const page = keyset(position, {
    key: sql`${webhookEndpoints.createdAt}`,
    sort: 'instant',
    id: sql`${webhookEndpoints.id}`,
  });
  return database()
    .select({
      id: webhookEndpoints.id,
      key: instantKey(sql`${webhookEndpoints.createdAt}`),
      url: webhookEndpoints.url,
      description: webhookEndpoints.description,
      types: webhookEndpoints.types,
      health,
      disabledReason: webhookEndpoints.disabledReason,
      disabledAt: webhookEndpoints.disabledAt,
      failingSince: webhookEndpoints.failingSince,
      lastSuccessAt: webhookEndpoints.lastSuccessAt,
      slowUntil: webhookEndpoints.slowUntil,
      createdAt: webhookEndpoints.createdAt,
      createdBy: users.name,
    })
    .from(webhookEndpoints)
    .leftJoin(users, eq(users.id, webhookEndpoints.createdBy))
    .where(and(eq(webhookEndpoints.organizationId, scope.organizationId), condition, page.where))
    .orderBy(page.orderBy)
    .limit(position.limit);
}

/** One of the secrets that sign at present. What it is nobody can read again. */
export interface SecretLine {
  readonly id: Id<'webhookSecret'>;
  readonly createdAt: Date;
  /** Null of the newest, which has no end. */
  readonly expiresAt: Date | null;
}

/** The secrets with which an endpoint's deliveries are signed at present, the newest first. */
export const listSecrets = (scope: ReadScope, endpointId: Id<'webhookEndpoint'>): Promise<SecretLine[]> =>
  database()
    .select({ id: webhookSecrets.id, createdAt: webhookSecrets.createdAt, expiresAt: webhookSecrets.expiresAt })
    .from(webhookSecrets)
    .where(
      and(
        eq(webhookSecrets.organizationId, scope.organizationId),
        eq(webhookSecrets.endpointId, endpointId),
        secretIsInUse,
      ),
    )
    .orderBy(desc(webhookSecrets.createdAt), desc(webhookSecrets.id));

/** The most that is counted; beyond it the number says nothing more. */
export const countedMax = 1000;

/** What lies in an endpoint's queue, and what came of its deliveries in the last day; each counted up to `countedMax`. */
export interface EndpointFigures {
  readonly waiting: number;
  /** Since when the oldest of them waits. */
  readonly oldestWaiting: Date | null;
  readonly deliveredLately: number;
  readonly failedLately: number;
}

/** How an endpoint does. */
export async function figuresOf(scope: ReadScope, endpointId: Id<'webhookEndpoint'>): Promise<EndpointFigures> {
  const own = and(
    eq(webhookDeliveries.endpointId, endpointId),
    eq(webhookDeliveries.organizationId, scope.organizationId),
  );
  const counted = (condition: SQL) =>
    sql<number>`(select count(*)::int from (select 1 from ${webhookDeliveries} where ${and(own, condition)} limit ${countedMax}) c)`;
  const lately = sql`${webhookDeliveries.createdAt} > clock_timestamp() - interval '1 day'`;
  const { rows } = await database().execute<{
    waiting: number;
    oldest: string | null;
    delivered: number;
    failed: number;
  }>(sql`select ${counted(sql`state = 'waiting'`)} as waiting, (select min(created_at) from webhook_deliveries where ${own} and state = 'waiting') as oldest,
    ${counted(sql`state = 'delivered' and ${lately}`)} as delivered, ${counted(sql`state = 'failed' and ${lately}`)} as failed`);
  const [row] = rows;
  return {
    waiting: row?.waiting ?? 0,
    oldestWaiting: row?.oldest ? new Date(row.oldest) : null,
    deliveredLately: row?.delivered ?? 0,
    failedLately: row?.failed ?? 0,
  };
}

/** How many endpoints of the organization are active. */
export const countEndpoints = (scope: ReadScope): Promise<number> =>
  database().$count(
    webhookEndpoints,
    and(eq(webhookEndpoints.organizationId, scope.organizationId), eq(webhookEndpoints.state, 'active')),
  );
