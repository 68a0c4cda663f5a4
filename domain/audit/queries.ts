import { type SQL, sql } from 'drizzle-orm';
import { database } from '@/db/client';
import type { AuditDetail } from '@/db/schema/kernel';
import { withinDays } from '@/domain/day-range';
import type { ReadScope } from '@/domain/read-scope';
import { instantKey, keyset, type Page, type PageRequest, readPage } from '@/lib/cursor';
import { type Id, idFromUuid, uuidOf } from '@/lib/id';

/** What a reader asks for, as text out of an address. What cannot mean anything finds nothing; what is missing restricts nothing. */
export interface AuditFilter {
  readonly action?: string | undefined;
  readonly userId?: Id<'user'> | undefined;
  /** The whole id of what it was done to. */
  readonly subject?: string | undefined;
  /** Days in the reader's time zone, `YYYY-MM-DD`; `to` is the last that is included. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly outcome?: 'done' | 'denied' | undefined;
}

/** One thing that was done, or that somebody reached for and was denied. */
export interface AuditLine {
  readonly id: Id<'auditEntry'>;
  readonly at: Date;
  readonly action: string;
  readonly outcome: 'done' | 'denied';
  readonly refusal: string | null;
  readonly via: 'session' | 'api_key' | 'job' | 'system';
  readonly organization: {
    readonly id: Id<'organization'>;
    readonly name: string;
    readonly nameEn: string | null;
  } | null;
  /** The name is absent for people of another organization: the operator's. */
  readonly user: { readonly id: Id<'user'>; readonly name: string | null } | null;
  readonly apiKey: { readonly id: Id<'apiKey'>; readonly name: string | null } | null;
  readonly address: string | null;
  readonly requestId: string | null;
  readonly subjectId: string | null;
  readonly detail: AuditDetail;
}

/**
 * A page of what happened under the reader's organization, the newest first; the operator sees every organization's.
 *
 * @source design/decisions.md 12, quality/acceptance.md P1
 */
export async function listAudit(
  scope: ReadScope,
  filter: AuditFilter,
  request: PageRequest<'auditEntry'>,
): Promise<Page<AuditLine>> {
  const page = await readPage(request, {
    read: async (position) => {
      const { where, orderBy } = keyset(position, { key: sql`a.at`, sort: 'instant', id: sql`a.id` });
      const { rows } = await database().execute<Row>(
        sql`select a.id, a.at, ${instantKey(sql`a.at`)} as key, a.action, a.outcome, a.refusal, a.via, a.organization_id, a.user_id, a.api_key_id,
            ${visible(scope, sql`a.address`)} as address, a.request_id, a.subject_id, a.detail, o.name, o.name_en, ${visible(scope, sql`u.name`)} as user_name, k.name as key_name
          from audit_entries a
          left join organizations o on o.id = a.organization_id
          left join users u on u.id = a.user_id
          left join api_keys k on k.id = a.api_key_id
         where ${conditionsOf(scope, filter)} and ${where} order by ${orderBy} limit ${position.limit}`,
      );
      return rows;
    },
    cursorOf: (row) => ({ key: row.key, id: idFromUuid('auditEntry', row.id) }),
  });
  return { ...page, rows: page.rows.map(lineOf) };
}

/** The people of the reader's organization, to filter by who did it: at most 200. The operator filters by a person's id. */
export async function listAuditPeople(scope: ReadScope): Promise<{ id: Id<'user'>; name: string }[]> {
  const { rows } = await database().execute<{ id: string; name: string }>(
    sql`select id, name from users where organization_id = ${uuidOf(scope.organizationId)}::uuid order by created_at, id limit 200`,
  );
  return rows.map((row) => ({ id: idFromUuid('user', row.id), name: row.name }));
}

/** Who of the operator's people acted, and from where, is not the partner's to know. */
const visible = (scope: ReadScope, column: SQL): SQL =>
  scope.everyOrganization
    ? column
    : sql`case when u.id is null or u.organization_id = a.organization_id then ${column} end`;

function conditionsOf(scope: ReadScope, { action, userId, subject, from, to, outcome }: AuditFilter): SQL {
  const conditions = [
    scope.everyOrganization ? sql`true` : sql`a.organization_id = ${uuidOf(scope.organizationId)}::uuid`,
  ];
  if (action) conditions.push(sql`a.action = ${action}`);
  if (userId) conditions.push(sql`a.user_id = ${uuidOf(userId)}::uuid`);
  if (subject) conditions.push(sql`a.subject_id = ${subject}`);
  if (outcome) conditions.push(sql`a.outcome = ${outcome}`);
  conditions.push(...withinDays(scope, sql`a.at`, { from, to }));
  return sql.join(conditions, sql` and `);
}

type Row = {
  id: string;
  at: string;
  key: string;
  action: string;
  outcome: 'done' | 'denied';
  refusal: string | null;
  via: AuditLine['via'];
  organization_id: string;
  user_id: string | null;
  api_key_id: string | null;
  address: string | null;
  request_id: string | null;
  subject_id: string | null;
  detail: AuditDetail;
  name: string | null;
  name_en: string | null;
  user_name: string | null;
  key_name: string | null;
};

function lineOf(row: Row): AuditLine {
  return {
    id: idFromUuid('auditEntry', row.id),
    at: new Date(row.at),
    action: row.action,
    outcome: row.outcome,
    refusal: row.refusal,
    via: row.via,
    organization:
      row.name === null
        ? null
        : { id: idFromUuid('organization', row.organization_id), name: row.name, nameEn: row.name_en },
    user: row.user_id === null ? null : { id: idFromUuid('user', row.user_id), name: row.user_name },
    apiKey: row.api_key_id === null ? null : { id: idFromUuid('apiKey', row.api_key_id), name: row.key_name },
    address: row.address,
    requestId: row.request_id,
    subjectId: row.subject_id,
    detail: row.detail,
  };
}
