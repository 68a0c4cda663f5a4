import { command } from '@/domain/command';
import { maskMobile } from '@/lib/mask';
import { holdPartner } from './development';
import { problemOfReport, reportProblems } from './report-checks';
import { newReportInput } from './report-input';
import { insertReport, reportEvent } from './report-rows';

/**
 * Enters a prospect and hands it in for review at once. Approved, it is reserved for the partner for some days.
 *
 * @source spec/01 §1.2
 */
export const reportCustomer = command({
  name: 'reports.report',
  permission: 'onboarding.report',
  returns: 'report',
  input: newReportInput,
  refusals: reportProblems,
  async run({ actor, tx, newId: id, refuse }, input) {
    const partner = await holdPartner(tx, actor.organizationId, 'no key update');
    const problem = await problemOfReport(tx, partner, { id, ...input });
    if (problem) return refuse(problem);
    await insertReport(tx, actor, id, { ...input, state: 'pending' });
    const { organizationId, rootId, userId: reportedBy } = actor;
    return {
      id,
      audit: { detail: { customerName: input.customerName, mobile: maskMobile(input.mobile) } },
      events: [
        reportEvent('report.submitted', { id, organizationId, rootId, customerName: input.customerName, reportedBy }),
      ],
    };
  },
});
