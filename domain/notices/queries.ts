import { and, eq, isNull, sql } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import type { AuditDetail } from '@/db/schema/kernel';
import type { ReadScope } from '@/domain/read-scope';
import { instantKey, keyset, type Page, type PageRequest, readPage } from '@/lib/cursor';
import type { Id } from '@/lib/id';
import { isNoticeKind, type NoticeKind } from './model';

const { notices } = schema;

/** Which notices are wanted. */
export interface NoticeFilter {
  readonly isUnread?: boolean | undefined;
  readonly kind?: NoticeKind | undefined;
}

/** One notice, with the names and figures of its moment. */
export interface NoticeLine {
  readonly id: Id<'notice'>;
  readonly kind: NoticeKind;
  readonly subjectId: string;
  readonly facts: AuditDetail;
  readonly createdAt: Date;
  readonly isRead: boolean;
}

/** A page of the reader's own notices, the newest first. A program has none. */
export async function listNotices(
  scope: ReadScope,
  filter: NoticeFilter,
  page: PageRequest<'notice'>,
): Promise<Page<NoticeLine>> {
  const { userId } = scope;
  if (!userId) return { rows: [], before: undefined, after: undefined };
  const { rows, before, after } = await readPage(page, {
    read: (position) => {
      const { where, orderBy } = keyset(position, {
        key: sql`${notices.createdAt}`,
        sort: 'instant',
        id: sql`${notices.id}`,
      });
      return database()
        .select({
          id: notices.id,
          key: instantKey(sql`${notices.createdAt}`),
          kind: notices.kind,
          subjectId: notices.subjectId,
          facts: notices.payload,
          createdAt: notices.createdAt,
          isRead: sql<boolean>`${notices.readAt} is not null`,
        })
        .from(notices)
        .where(
          and(
            eq(notices.userId, userId),
            eq(notices.organizationId, scope.organizationId),
            filter.isUnread ? isNull(notices.readAt) : undefined,
            filter.kind ? eq(notices.kind, filter.kind) : undefined,
            where,
          ),
        )
        .orderBy(orderBy)
        .limit(position.limit);
    },
    cursorOf: (row) => ({ key: row.key, id: row.id }),
  });
  // Kinds that a later version wrote and this one does not know are left out.
  return {
    rows: rows.flatMap(({ key: _key, kind, ...row }) => (isNoticeKind(kind) ? [{ ...row, kind }] : [])),
    before,
    after,
  };
}

/** The most that is counted; beyond it the number says nothing more. */
const unreadMax = 100;

/** How many notices the reader has not read yet, up to a hundred. Asked for on every page, so it reads no more than that. */
export async function countUnread(scope: ReadScope): Promise<number> {
  const { userId } = scope;
  if (!userId) return 0;
  const unread = database()
    .select({ id: notices.id })
    .from(notices)
    .where(and(eq(notices.userId, userId), isNull(notices.readAt)))
    .limit(unreadMax)
    .as('unread');
  const [row] = await database().select({ count: sql<number>`count(*)::int` }).from(unread);
  return row?.count ?? 0;
}
