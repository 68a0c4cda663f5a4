import { eq, sql } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { userInput } from './input';
import { holdMember, withdrawLinks } from './members';
import { endSessionsOf } from './sessions';

/**
 * Keeps a user out from this moment: every session and every unused link ends. Nobody disables themselves, nor an organization's last
 * administrator.
 *
 * @source quality/acceptance.md A9
 */
export const disableUser = command({
  name: 'users.disable',
  permission: 'users.disable',
  returns: 'user',
  input: userInput,
  refusals: ['user_not_found', 'own_account', 'already_disabled', 'last_admin'],
  async run({ actor, tx, refuse }, { userId }) {
    const member = await holdMember(tx, actor, userId);
    if (!member) return refuse('user_not_found');
    if (member.id === actor.userId) return refuse('own_account');
    if (member.state === 'disabled') return refuse('already_disabled');
    if (member.activeAdmins.every((id) => id === member.id) && member.activeAdmins.length > 0)
      return refuse('last_admin');
    await tx
      .update(schema.users)
      .set({ state: 'disabled', disabledAt: sql`clock_timestamp()` })
      .where(eq(schema.users.id, member.id));
    const ended = await endSessionsOf(tx, member.id, 'user_disabled');
    await withdrawLinks(tx, member.id);
    return { id: member.id, audit: { organizationId: member.organizationId, detail: { endedSessions: ended } } };
  },
});
