import { command } from '@/domain/command';
import { readSettings } from '@/domain/settings/read-settings';
import { newId } from '@/lib/id';
import { developmentProblem, holdPartner } from './development';
import { inviteByMailInput } from './invitation-input';
import { sendInvitation } from './invitation-rows';
import { holdReports, withdrawInvitationsOf } from './report-rows';

/**
 * Invites one or several reported prospects by mail, all of them or none. Each link works once and for some days; whatever was sent to a
 * prospect before leads nowhere from then on.
 *
 * @returns the id of the first invitation
 * @source spec/01 §1.3
 */
export const inviteByMail = command({
  name: 'invitations.send',
  permission: 'onboarding.invite',
  returns: 'invitation',
  input: inviteByMailInput,
  refusals: [
    'organization_frozen',
    'development_not_allowed',
    'report_not_found',
    'report_not_open',
    'report_without_email',
  ],
  async run({ actor, tx, newId: id, refuse }, { reports: ids, type, language }) {
    const partner = await holdPartner(tx, actor.organizationId);
    const problem = developmentProblem(partner);
    if (problem) return refuse(problem);
    const reports = await holdReports(tx, actor, ids);
    if (reports.length < ids.length) return refuse('report_not_found');
    if (reports.some(({ isValid }) => !isValid)) return refuse('report_not_open');
    const invited = reports.flatMap((report) => (report.email === null ? [] : [{ report, email: report.email }]));
    if (invited.length < reports.length) return refuse('report_without_email');
    await withdrawInvitationsOf(tx, ids);
    const { invitation_valid_days: validDays } = await readSettings(tx);
    for (const [index, { report, email }] of invited.entries()) {
      const invitationId = index === 0 ? id : newId('invitation');
      await sendInvitation(tx, actor, invitationId, { partner, report, email, type, language, validDays });
    }
    return { id, audit: { detail: { association: type, reports: ids.join(' ') } } };
  },
});
