import { eq, type SQL, sql } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import { type Days, withinDays } from '@/domain/day-range';
import type { ReadScope } from '@/domain/read-scope';
import { instantKey, keyset, type Page, type PageRequest, type Position, readPage } from '@/lib/cursor';
import { type Id, idFromUuid, uuidOf } from '@/lib/id';
import { readPublicUrl } from '@/lib/public-url';
import type { BindAction } from './association-message';
import type { ResultState } from './association-result-input';
import type { Callback } from './callback-queries';

/** Which results are wanted. */
export interface ResultFilter extends Days {
  readonly state?: ResultState | undefined;
  readonly bindAction?: BindAction | undefined;
}

/** A result on its way to the partner's address, or at its end. */
export interface AssociationResult {
  readonly id: Id<'associationResult'>;
  /** Null of a test. */
  readonly customer: { readonly id: Id<'customer'>; readonly name: string; readonly nameEn: string | null } | null;
  readonly bindAction: BindAction;
  readonly state: ResultState;
  readonly attempts: number;
  readonly nextAt: Date;
  /** What became of the last attempt. An address inside that is not allowed looks like one that does not answer. */
  readonly outcome: string | null;
  readonly status: number | null;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
  /** It has ended, and nothing later about the same customer is known. */
  readonly maySendAgain: boolean;
}

/** A page of the results of the reader's own organization, the newest first. */
export async function listAssociationResults(
  scope: ReadScope,
  filter: ResultFilter,
  page: PageRequest<'associationResult'>,
): Promise<Page<AssociationResult>> {
  const { rows, before, after } = await readPage(page, {
    read: (position) => readResults(conditionsOf(scope, filter), position),
    cursorOf: (row) => ({ key: row.key, id: idFromUuid('associationResult', row.id) }),
  });
  return { rows: rows.map(resultOf), before, after };
}

/** Where results of the reader's own organization are sent; undefined where nothing usable is set. */
export async function findNotificationAddress(scope: ReadScope): Promise<Callback | undefined> {
  const { accessConfigurations } = schema;
  const [row] = await database()
    .select({ url: accessConfigurations.notificationUrl })
    .from(accessConfigurations)
    .where(eq(accessConfigurations.organizationId, scope.organizationId));
  const read = readPublicUrl(row?.url ?? '');
  return read.ok ? read : undefined;
}

function conditionsOf(scope: ReadScope, filter: ResultFilter): SQL {
  const conditions = [
    sql`r.organization_id = ${uuidOf(scope.organizationId)}::uuid`,
    ...withinDays(scope, sql`r.created_at`, filter),
  ];
  // People in sales see only what concerns their customers.
  if (scope.accountManagerId)
    conditions.push(sql`exists (select from associations a where a.organization_id = r.organization_id and a.customer_id = r.customer_id
      and a.account_manager_id = ${uuidOf(scope.accountManagerId)}::uuid)`);
  if (filter.state) conditions.push(sql`r.state = ${filter.state}`);
  if (filter.bindAction !== undefined) conditions.push(sql`r.bind_action = ${filter.bindAction}`);
  return sql.join(conditions, sql` and `);
}

type Row = {
  id: string;
  key: string;
  customer_id: string | null;
  name: string | null;
  name_en: string | null;
  bind_action: BindAction;
  state: ResultState;
  attempts: number;
  next_at: string;
  last_outcome: string | null;
  last_status: number | null;
  created_at: string;
  finished_at: string | null;
  is_last: boolean;
};

async function readResults(where: SQL, position: Position<'associationResult'>): Promise<Row[]> {
  const page = keyset(position, { key: sql`r.created_at`, sort: 'instant', id: sql`r.id` });
  const { rows } = await database().execute<Row>(
    sql`select r.id, ${instantKey(sql`r.created_at`)} as key, r.customer_id, o.name, o.name_en, r.bind_action, r.state, r.attempts, r.next_at,
        r.last_outcome, r.last_status, r.created_at, r.finished_at,
        not exists (select from association_results later where later.customer_id = r.customer_id and later.organization_id = r.organization_id
          and (later.created_at, later.id) > (r.created_at, r.id)) as is_last
      from association_results r left join organizations o on o.id = r.customer_id
     where ${where} and ${page.where} order by ${page.orderBy} limit ${position.limit}`,
  );
  return rows;
}

function resultOf(row: Row): AssociationResult {
  const { customer_id, name, name_en } = row;
  return {
    id: idFromUuid('associationResult', row.id),
    customer:
      customer_id === null ? null : { id: idFromUuid('customer', customer_id), name: name ?? '', nameEn: name_en },
    bindAction: row.bind_action,
    state: row.state,
    attempts: row.attempts,
    nextAt: new Date(row.next_at),
    outcome: row.last_outcome === 'not_allowed' ? 'unreachable' : row.last_outcome,
    status: row.last_status,
    createdAt: new Date(row.created_at),
    finishedAt: row.finished_at === null ? null : new Date(row.finished_at),
    maySendAgain: customer_id !== null && row.state !== 'waiting' && row.is_last,
  };
}
