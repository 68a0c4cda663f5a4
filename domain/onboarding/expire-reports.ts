import { type SQL, sql } from 'drizzle-orm';
import type { Transaction } from '@/db/client';
import type { OrganizationKind } from '@/domain/actor';
import { inJob, job, jobActor } from '@/domain/job';
import { insertAudit, insertEvents } from '@/domain/trail';
import { idFromUuid } from '@/lib/id';
import type { Currency } from '@/lib/money';
import { reportEvent } from './report-rows';

/** How many reports one step ends. */
const stepMax = 100;

/**
 * Ends reports whose days are over: from then on any partner may report the prospect.
 *
 * @source spec/01 §1.2
 */
export const expireReports = job('expire-reports', () => inJob((tx) => endOverdueReports(tx)));

/**
 * The same inside a transaction, where the review must not wait for the job: ends what is overdue, with its audit and its events.
 *
 * @param mobile only the reports of this number
 * @returns how many were ended
 */
export async function endOverdueReports(tx: Transaction, mobile?: string): Promise<number> {
  const { rows } = await tx.execute<Row>(endOverdue(mobile === undefined ? sql`true` : sql`mobile = ${mobile}`));
  if (rows.length === 0) return 0;
  const ended = rows.map((row) => ({
    actor: jobActor({
      id: idFromUuid('organization', row.organization_id),
      rootId: idFromUuid('organization', row.root_id),
      kind: row.kind,
      currency: row.currency,
      timeZone: row.time_zone,
    }),
    report: {
      id: idFromUuid('report', row.id),
      organizationId: idFromUuid('organization', row.organization_id),
      rootId: idFromUuid('organization', row.root_id),
      customerName: row.customer_name,
      reportedBy: row.reported_by === null ? null : idFromUuid('user', row.reported_by),
    },
  }));
  const facts = ended.map(({ actor, report }) => ({
    actor,
    fact: { action: 'reports.expire', subjectId: report.id, detail: { customerName: report.customerName } },
  }));
  await tx.execute(insertAudit(facts));
  await tx.execute(insertEvents(ended.map(({ report }) => reportEvent('report.expired', report))));
  return rows.length;
}

type Row = {
  id: string;
  organization_id: string;
  root_id: string;
  kind: OrganizationKind;
  currency: Currency;
  time_zone: string;
  customer_name: string;
  reported_by: string | null;
};

const endOverdue = (which: SQL): SQL => sql`
  with due as (
    select id from customer_reports where state = 'reported' and expires_at <= clock_timestamp() and ${which}
     order by expires_at limit ${stepMax} for update skip locked)
  update customer_reports r set state = 'expired', ended_at = clock_timestamp() from due, organizations o
   where r.id = due.id and o.id = r.organization_id
  returning r.id, r.organization_id, r.root_id, o.kind, o.currency, o.time_zone, r.customer_name, r.reported_by`;
