import { eq, sql } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { reportInput } from './report-input';
import { withdrawableStates } from './report-model';
import { holdReport, withdrawInvitationsOf } from './report-rows';

const { customerReports } = schema;

/**
 * Takes a report back: the prospect is free for others, and the invitations sent for it lead nowhere any more.
 *
 * @source spec/01 §1.2
 */
export const withdrawReport = command({
  name: 'reports.withdraw',
  permission: 'onboarding.report',
  returns: 'report',
  input: reportInput,
  refusals: ['report_not_found', 'report_not_open'],
  async run({ actor, tx, refuse }, { reportId }) {
    const report = await holdReport(tx, actor, reportId);
    if (!report) return refuse('report_not_found');
    if (!withdrawableStates.some((state) => state === report.state)) return refuse('report_not_open');
    await tx
      .update(customerReports)
      .set({ state: 'withdrawn', endedAt: sql`clock_timestamp()` })
      .where(eq(customerReports.id, reportId));
    const invitations = await withdrawInvitationsOf(tx, [reportId]);
    return { id: reportId, audit: { detail: { stateWas: report.state, invitations } } };
  },
});
