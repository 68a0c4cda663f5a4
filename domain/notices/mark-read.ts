import { and, eq, sql } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { invariant } from '@/lib/invariant';
import { noticeInput } from './input';

/** Marks one notice of whoever asks as read. Somebody else's is not found; one that was read already stays as it was. */
export const markNoticeRead = command({
  name: 'notices.mark_read',
  permission: 'account.manage',
  returns: 'notice',
  input: noticeInput,
  refusals: ['notice_not_found'],
  async run({ actor, tx, refuse }, { noticeId }) {
    const { notices } = schema;
    invariant(actor.userId, 'only people have notices');
    const marked = await tx
      .update(notices)
      .set({ readAt: sql`coalesce(${notices.readAt}, clock_timestamp())` })
      .where(
        and(
          eq(notices.id, noticeId),
          eq(notices.organizationId, actor.organizationId),
          eq(notices.userId, actor.userId),
        ),
      )
      .returning({ kind: notices.kind });
    const [notice] = marked;
    if (!notice) return refuse('notice_not_found');
    return { id: noticeId, audit: { detail: { kind: notice.kind } } };
  },
});
