import { eq, sql } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import { command } from '@/domain/command';
import { readSettings } from '@/domain/settings/read-settings';
import type { Id } from '@/lib/id';
import { type DevelopingPartner, holdPartner } from './development';
import { endOverdueReports } from './expire-reports';
import { problemOfProspect, reportProblems } from './report-checks';
import { reviewReportInput } from './report-input';
import { type HeldReport, holdReportOf, reportEvent } from './report-rows';

const { customerReports } = schema;

/**
 * The operator's answer to a report. Approving reserves the prospect for the partner; what was asked of it when it came in is asked again,
 * and of two partners that wait for one number the database lets one through.
 *
 * @source spec/01 §1.2
 */
export const reviewReport = command({
  name: 'reports.review',
  permission: 'onboarding.review',
  returns: 'report',
  input: reviewReportInput,
  refusals: ['report_not_found', 'report_not_open', 'partner_frozen', ...reportProblems],
  constraints: { customer_reports_reserved_key: 'already_reported' },
  async run({ actor, tx, refuse }, { reportId, decision, note }) {
    const found = await holdWithPartner(tx, reportId);
    if (!found || found.report.state === 'draft') return refuse('report_not_found');
    const { partner, report } = found;
    if (report.state !== 'pending') return refuse('report_not_open');
    const reviewed = { reviewedAt: sql`clock_timestamp()`, reviewedBy: actor.userId, reviewNote: note };
    if (decision === 'reject') {
      const ended = { ...reviewed, state: 'rejected' as const, endedAt: sql`clock_timestamp()` };
      await tx.update(customerReports).set(ended).where(eq(customerReports.id, reportId));
    } else {
      if (partner.state === 'frozen') return refuse('partner_frozen');
      if (!partner.developsCustomers) return refuse('development_not_allowed');
      await endOverdueReports(tx, report.mobile);
      const problem = await problemOfProspect(tx, partner, report);
      if (problem) return refuse(problem);
      const { report_valid_days: days } = await readSettings(tx);
      const expiresAt = sql`clock_timestamp() + make_interval(days => ${days})`;
      const reserved = { ...reviewed, state: 'reported' as const, expiresAt };
      await tx.update(customerReports).set(reserved).where(eq(customerReports.id, reportId));
    }
    return {
      id: reportId,
      audit: { detail: { organizationId: report.organizationId, decision, note } },
      events: [reportEvent('report.reviewed', report, { decision })],
    };
  },
});

/** The partner first, as everybody holds them who reports. */
async function holdWithPartner(
  tx: Transaction,
  reportId: Id<'report'>,
): Promise<{ partner: DevelopingPartner; report: HeldReport } | undefined> {
  const [row] = await tx
    .select({ organizationId: customerReports.organizationId })
    .from(customerReports)
    .where(eq(customerReports.id, reportId));
  if (!row) return undefined;
  const partner = await holdPartner(tx, row.organizationId);
  const report = await holdReportOf(tx, row.organizationId, reportId);
  return report && { partner, report };
}
