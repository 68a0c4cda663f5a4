import { eq, sql } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { maskMobile } from '@/lib/mask';
import { holdPartner } from './development';
import { problemOfReport, reportProblems } from './report-checks';
import { reportInput } from './report-input';
import { holdReport, reportEvent } from './report-rows';

const { customerReports } = schema;

/**
 * Hands a draft in for review. The same is asked of it as of a prospect that is reported at once.
 *
 * @source spec/01 §1.2
 */
export const submitReport = command({
  name: 'reports.submit',
  permission: 'onboarding.report',
  returns: 'report',
  input: reportInput,
  refusals: ['report_not_found', 'report_not_open', ...reportProblems],
  async run({ actor, tx, refuse }, { reportId }) {
    const partner = await holdPartner(tx, actor.organizationId, 'no key update');
    const report = await holdReport(tx, actor, reportId);
    if (!report) return refuse('report_not_found');
    if (report.state !== 'draft') return refuse('report_not_open');
    const problem = await problemOfReport(tx, partner, report);
    if (problem) return refuse(problem);
    await tx
      .update(customerReports)
      .set({ state: 'pending', submittedAt: sql`clock_timestamp()` })
      .where(eq(customerReports.id, reportId));
    return {
      id: reportId,
      audit: { detail: { customerName: report.customerName, mobile: maskMobile(report.mobile) } },
      events: [reportEvent('report.submitted', report)],
    };
  },
});
