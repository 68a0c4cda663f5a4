import { and, eq, isNull, sql } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { invariant } from '@/lib/invariant';
import { allNoticesInput } from './input';

/** Marks every notice of whoever asks as read. */
export const markAllNoticesRead = command({
  name: 'notices.mark_all_read',
  permission: 'account.manage',
  returns: 'user',
  input: allNoticesInput,
  refusals: [],
  async run({ actor, tx }) {
    const { notices } = schema;
    const { organizationId, userId } = actor;
    invariant(userId, 'only people have notices');
    const { rowCount } = await tx
      .update(notices)
      .set({ readAt: sql`clock_timestamp()` })
      .where(and(eq(notices.userId, userId), eq(notices.organizationId, organizationId), isNull(notices.readAt)));
    return { id: userId, audit: { detail: { count: rowCount ?? 0 } } };
  },
});
