import { command } from '@/domain/command';
import { readSettings } from '@/domain/settings/read-settings';
import { developmentProblem, holdPartner } from './development';
import { resendInvitationInput } from './invitation-input';
import { holdInvitation, reportOfInvitation, sendInvitation } from './invitation-rows';
import { holdReport, withdrawInvitationsOf } from './report-rows';

/**
 * Sends an invitation by mail once more: another link for as many days again, and the earlier one leads nowhere. Also for one that has
 * expired, not for one that was used or withdrawn.
 *
 * @returns the id of the new invitation
 * @source spec/01 §1.3
 */
export const resendInvitation = command({
  name: 'invitations.resend',
  permission: 'onboarding.invite',
  returns: 'invitation',
  input: resendInvitationInput,
  refusals: [
    'organization_frozen',
    'development_not_allowed',
    'invitation_not_found',
    'invitation_not_open',
    'report_not_open',
  ],
  async run({ actor, tx, newId: id, refuse }, { invitationId, language }) {
    const partner = await holdPartner(tx, actor.organizationId);
    const reportId = await reportOfInvitation(tx, actor, invitationId);
    const report = reportId ? await holdReport(tx, actor, reportId) : undefined;
    const invitation = await holdInvitation(tx, actor, invitationId);
    if (!invitation) return refuse('invitation_not_found');
    if (invitation.usedAt !== null || invitation.withdrawnAt !== null || invitation.kind !== 'email')
      return refuse('invitation_not_open');
    if (!report?.isValid || report.email === null) return refuse('report_not_open');
    const { type } = invitation;
    const problem = developmentProblem(partner);
    if (problem) return refuse(problem);
    await withdrawInvitationsOf(tx, [report.id]);
    const { invitation_valid_days: validDays } = await readSettings(tx);
    const { email } = report;
    await sendInvitation(tx, actor, id, { partner, report, email, type, language, validDays });
    return { id, audit: { detail: { association: type, invitationWas: invitationId, reports: report.id } } };
  },
});
