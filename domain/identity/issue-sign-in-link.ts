import { command } from '@/domain/command';
import { userInput } from './input';
import { holdMember } from './members';
import { newSignInLink } from './sign-in-links';

/**
 * Makes a new one-time link for somebody who cannot sign in. Links given out before stop working; the password stays until
 * the link is used, and an administrator never sees or sets one.
 *
 * @source quality/acceptance.md A7, A22
 */
export const issueSignInLink = command({
  name: 'users.issue_link',
  permission: 'users.create',
  returns: 'user',
  input: userInput,
  // Whoever may add a person, or let one in, could have a second one confirm what asks for a code.
  sensitive: 'customers_always',
  refusals: ['user_not_found', 'already_disabled'],
  async run({ actor, tx, refuse }, { userId }) {
    const member = await holdMember(tx, actor, userId);
    if (!member) return refuse('user_not_found');
    if (member.state === 'disabled') return refuse('already_disabled');
    const once = await newSignInLink(tx, member);
    return { id: member.id, audit: { organizationId: member.organizationId, detail: {} }, once };
  },
});
