import { eq } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { userInput } from './input';
import { holdMember } from './members';

/** Lets a disabled user in again, with the password they had. */
export const enableUser = command({
  name: 'users.enable',
  permission: 'users.disable',
  returns: 'user',
  input: userInput,
  // Whoever may add a person, or let one in, could have a second one confirm what asks for a code.
  sensitive: 'customers_always',
  refusals: ['user_not_found', 'already_enabled'],
  async run({ actor, tx, refuse }, { userId }) {
    const member = await holdMember(tx, actor, userId);
    if (!member) return refuse('user_not_found');
    if (member.state === 'active') return refuse('already_enabled');
    await tx.update(schema.users).set({ state: 'active', disabledAt: null }).where(eq(schema.users.id, member.id));
    return { id: member.id, audit: { organizationId: member.organizationId, detail: {} } };
  },
});
