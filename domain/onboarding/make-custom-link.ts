import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { developmentProblem, holdPartner } from './development';
import { makeCustomLinkInput } from './invitation-input';
import { inviter } from './invitation-rows';
import { newInvitationToken } from './invitation-tokens';

/**
 * A link with a label of its own: every customer that joins by it carries the label and is attributed to whoever made the link. It never
 * expires.
 *
 * @source spec/01 §1.4
 */
export const makeCustomLink = command({
  name: 'invitations.make_link',
  permission: 'onboarding.invite',
  returns: 'invitation',
  input: makeCustomLinkInput,
  refusals: ['organization_frozen', 'development_not_allowed'],
  async run({ actor, tx, newId: id, refuse }, { type, label }) {
    const problem = developmentProblem(await holdPartner(tx, actor.organizationId));
    if (problem) return refuse(problem);
    const { organizationId, rootId } = actor;
    const { token, hash: tokenHash } = newInvitationToken();
    const createdBy = inviter(actor);
    await tx
      .insert(schema.invitations)
      .values({ id, organizationId, rootId, kind: 'custom_link', type, label, token, tokenHash, createdBy });
    return { id, audit: { detail: { kind: 'custom_link', association: type, label } } };
  },
});
