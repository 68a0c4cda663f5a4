import { command } from '@/domain/command';
import { invariant } from '@/lib/invariant';
import { endOtherSessionsInput } from './input';
import { endSessionsOf } from './sessions';

/** Ends every session of whoever asks but the present one. */
export const endOtherSessions = command({
  name: 'account.end_other_sessions',
  permission: 'account.manage',
  returns: 'session',
  input: endOtherSessionsInput,
  refusals: [],
  async run({ actor, tx }) {
    invariant(actor.userId && actor.sessionId, 'only people have sessions');
    const ended = await endSessionsOf(tx, actor.userId, 'ended_by_user', actor.sessionId);
    return { id: actor.sessionId, audit: { detail: { endedSessions: ended } } };
  },
});
