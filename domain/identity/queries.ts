import { and, desc, eq, gt, isNull, sql } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import type { Role } from '@/db/schema/identity';
import type { ReadScope } from '@/domain/read-scope';
import { instantKey, keyset, type Page, type PageRequest, readPage } from '@/lib/cursor';
import type { Id } from '@/lib/id';
import { sessionLife } from './sessions';

const { users, sessions } = schema;

/** A member as administrators see them. `link` says whether a one-time link waits to be used. */
export interface UserRow {
  readonly id: Id<'user'>;
  readonly name: string;
  readonly email: string;
  readonly roles: readonly Role[];
  readonly state: 'active' | 'disabled';
  readonly hasPassword: boolean;
  readonly hasOpenLink: boolean;
  readonly createdAt: Date;
  readonly lastSeenAt: Date | null;
}

/** One browser somebody is signed in with. */
export interface SessionRow {
  readonly id: Id<'session'>;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
  readonly address: string | null;
  readonly userAgent: string | null;
}

/**
 * The members of the reader's own organization, the newest first.
 *
 * @param of.organizationId another organization's members, for the operator only
 */
export async function listUsers(
  scope: ReadScope,
  page: PageRequest<'user'>,
  of: { organizationId?: Id<'organization'> } = {},
): Promise<Page<UserRow>> {
  const organizationId = scope.everyOrganization ? (of.organizationId ?? scope.organizationId) : scope.organizationId;
  const { rows, before, after } = await readPage(page, {
    read: (position) => {
      const { where, orderBy } = keyset(position, {
        key: sql`${users.createdAt}`,
        sort: 'instant',
        id: sql`${users.id}`,
      });
      return database()
        .select({ ...userColumns, key: instantKey(sql`${users.createdAt}`) })
        .from(users)
        .where(and(eq(users.organizationId, organizationId), where))
        .orderBy(orderBy)
        .limit(position.limit);
    },
    cursorOf: (row) => ({ key: row.key, id: row.id }),
  });
  return { rows: rows.map(({ key: _key, ...row }) => row), before, after };
}

/** One member of the reader's own organization; for the operator, of any. */
export async function findUser(scope: ReadScope, id: Id<'user'>): Promise<UserRow | undefined> {
  const isInReach = scope.everyOrganization ? undefined : eq(users.organizationId, scope.organizationId);
  const [row] = await database()
    .select(userColumns)
    .from(users)
    .where(and(eq(users.id, id), isInReach));
  return row;
}

const userColumns = {
  id: users.id,
  name: users.name,
  email: users.email,
  roles: users.roles,
  state: users.state,
  createdAt: users.createdAt,
  hasPassword: sql<boolean>`${users.passwordHash} is not null`,
  // The names are written out: without a join the query builder leaves the table off, and inside these another `id` is nearer.
  hasOpenLink: sql<boolean>`exists (select from sign_in_links l
    where l.user_id = users.id and l.used_at is null and l.expires_at > clock_timestamp())`,
  lastSeenAt: sql<Date | null>`(select max(s.last_seen_at) from sessions s where s.user_id = users.id)`.mapWith(
    sessions.lastSeenAt,
  ),
};

/** The sessions the reader is signed in with now, the one used last first. */
export async function listOwnSessions(scope: ReadScope): Promise<SessionRow[]> {
  if (!scope.userId) return [];
  return database()
    .select({
      id: sessions.id,
      createdAt: sessions.createdAt,
      lastSeenAt: sessions.lastSeenAt,
      address: sessions.address,
      userAgent: sessions.userAgent,
    })
    .from(sessions)
    .where(
      and(
        eq(sessions.userId, scope.userId),
        isNull(sessions.endedAt),
        gt(sessions.expiresAt, sql`clock_timestamp()`),
        gt(sessions.lastSeenAt, sql`clock_timestamp() - make_interval(mins => ${sessionLife.idleMinutes})`),
      ),
    )
    .orderBy(desc(sessions.lastSeenAt), desc(sessions.id))
    .limit(100);
}
