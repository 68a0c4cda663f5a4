import { and, eq, isNull, sql } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { invariant } from '@/lib/invariant';
import { signOutInput } from './input';

/**
 * Ends the session of whoever asks, and with it every copy of its cookie.
 *
 * @source quality/acceptance.md A9
 */
export const signOut = command({
  name: 'account.sign_out',
  permission: 'account.manage',
  returns: 'session',
  input: signOutInput,
  refusals: [],
  async run({ actor, tx }) {
    const { sessions } = schema;
    invariant(actor.sessionId, 'only people sign out');
    await tx
      .update(sessions)
      .set({ endedAt: sql`clock_timestamp()`, endedReason: 'signed_out' })
      .where(and(eq(sessions.id, actor.sessionId), isNull(sessions.endedAt)));
    return { id: actor.sessionId, audit: { detail: {} } };
  },
});
