import { command } from '@/domain/command';
import { invitationInput } from './invitation-input';
import { holdInvitation, withdrawHeld } from './invitation-rows';

/**
 * Makes an invitation lead nowhere: a mail that has not been used, or a link. Whoever joined by it stays.
 *
 * @source spec/01 §1.3, §1.4
 */
export const withdrawInvitation = command({
  name: 'invitations.withdraw',
  permission: 'onboarding.invite',
  returns: 'invitation',
  input: invitationInput,
  refusals: ['invitation_not_found', 'invitation_not_open'],
  async run({ actor, tx, refuse }, { invitationId }) {
    const invitation = await holdInvitation(tx, actor, invitationId);
    if (!invitation) return refuse('invitation_not_found');
    if (invitation.usedAt !== null || invitation.withdrawnAt !== null) return refuse('invitation_not_open');
    await withdrawHeld(tx, invitationId);
    return { id: invitationId, audit: { detail: { kind: invitation.kind, association: invitation.type } } };
  },
});
