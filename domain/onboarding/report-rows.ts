import { and, eq, inArray, isNull, sql } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import type { Actor } from '@/domain/actor';
import { seesOwnCustomersOnly } from '@/domain/permission';
import type { DomainEvent } from '@/domain/trail';
import type { Id } from '@/lib/id';
import type { NewReport } from './report-input';

const { customerReports, invitations } = schema;

/** A report as whoever changes it needs it, held until the transaction ends. */
export type HeldReport = NonNullable<Awaited<ReturnType<typeof readHeld>>[number]>;

/** Writes a new report down under the actor's organization and name. */
export async function insertReport(
  tx: Transaction,
  actor: Actor,
  id: Id<'report'>,
  report: NewReport & { state: 'draft' | 'pending' },
): Promise<void> {
  const { organizationId, rootId, userId: reportedBy } = actor;
  const submittedAt = report.state === 'pending' ? sql`clock_timestamp()` : null;
  await tx.insert(customerReports).values({ id, organizationId, rootId, reportedBy, submittedAt, ...report });
}

/**
 * A report the actor may reach, held; undefined when there is none, just as for one that does not exist. People in sales reach the ones
 * they entered themselves.
 */
export async function holdReport(tx: Transaction, actor: Actor, id: Id<'report'>): Promise<HeldReport | undefined> {
  const [row] = await holdReports(tx, actor, [id]);
  return row;
}

/** The same for several, in the order of their ids; those out of reach are missing. */
export async function holdReports(tx: Transaction, actor: Actor, ids: readonly Id<'report'>[]): Promise<HeldReport[]> {
  return readHeld(
    tx,
    ids,
    and(
      eq(customerReports.organizationId, actor.organizationId),
      seesOwnCustomersOnly(actor) && actor.userId ? eq(customerReports.reportedBy, actor.userId) : undefined,
    ),
  );
}

/** A report of that partner, held, for the operator who reviews it. */
export async function holdReportOf(
  tx: Transaction,
  organizationId: Id<'organization'>,
  id: Id<'report'>,
): Promise<HeldReport | undefined> {
  const [row] = await readHeld(tx, [id], eq(customerReports.organizationId, organizationId));
  return row;
}

function readHeld(tx: Transaction, ids: readonly Id<'report'>[], reach: ReturnType<typeof and>) {
  return tx
    .select({
      id: customerReports.id,
      organizationId: customerReports.organizationId,
      rootId: customerReports.rootId,
      customerName: customerReports.customerName,
      contactName: customerReports.contactName,
      mobile: customerReports.mobile,
      email: customerReports.email,
      state: customerReports.state,
      reportedBy: customerReports.reportedBy,
      /** Approved, and its day has not come: whether or not the job has been there. */
      isValid: sql<boolean>`${customerReports.state} = 'reported' and ${customerReports.expiresAt} > clock_timestamp()`,
    })
    .from(customerReports)
    .where(and(inArray(customerReports.id, [...ids]), reach))
    .orderBy(customerReports.id)
    .for('no key update');
}

/** Ends the invitations by mail that are still open for these reports. Reports are held before their invitations, by everybody. */
export async function withdrawInvitationsOf(tx: Transaction, ids: readonly Id<'report'>[]): Promise<number> {
  const withdrawn = await tx
    .update(invitations)
    .set({ withdrawnAt: sql`clock_timestamp()` })
    .where(and(inArray(invitations.reportId, [...ids]), isNull(invitations.usedAt), isNull(invitations.withdrawnAt)))
    .returning({ id: invitations.id });
  return withdrawn.length;
}

/** What others hear of a report. `reportedBy` is whom it concerns besides the administrators. */
export const reportEvent = (
  kind: 'report.submitted' | 'report.reviewed' | 'report.expired',
  report: Pick<HeldReport, 'id' | 'organizationId' | 'rootId' | 'customerName' | 'reportedBy'>,
  more: DomainEvent['payload'] = {},
): DomainEvent => ({
  kind,
  organizationId: report.organizationId,
  rootId: report.rootId,
  subjectId: report.id,
  payload: { id: report.id, customerName: report.customerName, reportedBy: report.reportedBy, ...more },
});
