import { and, eq, isNull, sql } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { invariant } from '@/lib/invariant';
import { sessionInput } from './input';

/** Ends one session of whoever asks: a browser forgotten somewhere. Somebody else's is not found. */
export const endSession = command({
  name: 'account.end_session',
  permission: 'account.manage',
  returns: 'session',
  input: sessionInput,
  refusals: ['session_not_found'],
  async run({ actor, tx, refuse }, { sessionId }) {
    const { sessions } = schema;
    invariant(actor.userId, 'only people have sessions');
    const ended = await tx
      .update(sessions)
      .set({ endedAt: sql`clock_timestamp()`, endedReason: 'ended_by_user' })
      .where(and(eq(sessions.id, sessionId), eq(sessions.userId, actor.userId), isNull(sessions.endedAt)))
      .returning({ id: sessions.id });
    if (ended.length === 0) return refuse('session_not_found');
    return { id: sessionId, audit: { detail: {} } };
  },
});
