import { and, eq, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { database, schema } from '@/db/client';
import type { ReportState } from '@/db/schema/association';
import { withinDays } from '@/domain/day-range';
import type { ReadScope } from '@/domain/read-scope';
import { readSettings } from '@/domain/settings/read-settings';
import { instantKey, keyset, type Page, type PageRequest, type Position, readPage } from '@/lib/cursor';
import { type Id, isId } from '@/lib/id';
import { maskEmail, maskMobile } from '@/lib/mask';
import { containsPattern, mobileDigits, searchText } from '@/lib/search-text';

const { customerReports, organizations, users } = schema;
const reviewers = alias(users, 'reviewers');

/** Which reports of those in reach are wanted. Everything absent is no restriction. */
export interface ReportFilter {
  /** Part of the customer's or the contact's name or of the label, a whole mobile number, or a whole id. */
  readonly q?: string | undefined;
  readonly state?: ReportState | undefined;
  /** Days on which it was entered, in the reader's time zone, `YYYY-MM-DD`; `to` is the last that is included. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** The operator's question: the reports of one partner. Never widens what the scope allows. */
  readonly partnerId?: Id<'organization'> | undefined;
}

/** A report in a list. Personal data are masked. */
export interface ReportRow {
  readonly id: Id<'report'>;
  readonly customerName: string;
  readonly contactName: string;
  readonly mobile: string | null;
  readonly email: string | null;
  readonly label: string | null;
  readonly remark: string | null;
  readonly state: ReportState;
  readonly createdAt: Date;
  readonly submittedAt: Date | null;
  readonly reviewedAt: Date | null;
  readonly reviewNote: string | null;
  readonly expiresAt: Date | null;
  readonly endedAt: Date | null;
  readonly cause: string | null;
  readonly customerId: Id<'customer'> | null;
  /** Who entered it, and who reviewed it as far as the reader may know: the operator's people have no names for partners. */
  readonly reportedBy: string | null;
  readonly reviewedBy: string | null;
  /** Whether a mail can be sent to it now: valid, with an address. */
  readonly isInvitable: boolean;
  readonly partner: { readonly id: Id<'organization'>; readonly name: string; readonly nameEn: string | null };
}

/** A page of reports, the newest first. The operator sees every partner's, but no drafts; people in sales the ones they entered. */
export async function listReports(
  scope: ReadScope,
  filter: ReportFilter,
  page: PageRequest<'report'>,
): Promise<Page<ReportRow>> {
  const { rows, before, after } = await readPage(page, {
    read: (position) => readReports([reportsInScope(scope), ...conditionsOf(scope, filter)], position),
    cursorOf: (row) => ({ key: row.key, id: row.id }),
  });
  return { rows: rows.map((row) => presentRow(scope, row)), before, after };
}

/** One report. Undefined for whatever is out of reach, exactly like an id that names nothing. */
export async function findReport(scope: ReadScope, id: Id<'report'>): Promise<ReportRow | undefined> {
  const first = { from: undefined, isBackward: false, limit: 1 };
  const [row] = await readReports([reportsInScope(scope), eq(customerReports.id, id)], first);
  return row && presentRow(scope, row);
}

/** How many reports wait for the operator's review. Nobody else is told. */
export async function countPendingReports(scope: ReadScope): Promise<number> {
  return scope.everyOrganization ? database().$count(customerReports, eq(customerReports.state, 'pending')) : 0;
}

/** For how many days a report reserves a prospect and a mail works: the platform's, for whoever may read reports. */
export async function getValidDays(_scope: ReadScope): Promise<{ report: number; invitation: number }> {
  const settings = await readSettings(database());
  return { report: settings.report_valid_days, invitation: settings.invitation_valid_days };
}

/** @source spec/11 §11.1 */
const reportsInScope = (scope: ReadScope): SQL | undefined =>
  scope.everyOrganization
    ? sql`${customerReports.state} <> 'draft'`
    : and(
        eq(customerReports.organizationId, scope.organizationId),
        scope.accountManagerId ? eq(customerReports.reportedBy, scope.accountManagerId) : undefined,
      );

function conditionsOf(scope: ReadScope, { q, state, from, to, partnerId }: ReportFilter): (SQL | undefined)[] {
  const text = searchText(q);
  return [
    text === undefined ? undefined : matches(text),
    state && eq(customerReports.state, state),
    ...withinDays(scope, sql`${customerReports.createdAt}`, { from, to }),
    partnerId && eq(customerReports.organizationId, partnerId),
  ];
}

function matches(q: string): SQL {
  const lower = q.toLowerCase();
  if (isId('report', lower)) return eq(customerReports.id, lower);
  const mobile = mobileDigits(q);
  return sql`(${customerReports.searchText} like lower(${containsPattern(q)}) or ${customerReports.mobile} = ${mobile ?? null})`;
}

async function readReports(conditions: readonly (SQL | undefined)[], position: Position<'report'>) {
  const page = keyset(position, {
    key: sql`${customerReports.createdAt}`,
    sort: 'instant',
    id: sql`${customerReports.id}`,
  });
  return database()
    .select({
      id: customerReports.id,
      key: instantKey(sql`${customerReports.createdAt}`),
      customerName: customerReports.customerName,
      contactName: customerReports.contactName,
      mobile: customerReports.mobile,
      email: customerReports.email,
      label: customerReports.label,
      remark: customerReports.remark,
      state: customerReports.state,
      createdAt: customerReports.createdAt,
      submittedAt: customerReports.submittedAt,
      reviewedAt: customerReports.reviewedAt,
      reviewNote: customerReports.reviewNote,
      expiresAt: customerReports.expiresAt,
      endedAt: customerReports.endedAt,
      cause: customerReports.cause,
      customerId: customerReports.customerId,
      isInvitable: sql<boolean>`${customerReports.state} = 'reported' and ${customerReports.expiresAt} > clock_timestamp()
        and ${customerReports.email} is not null`,
      reportedBy: users.name,
      reviewedBy: reviewers.name,
      partner: { id: organizations.id, name: organizations.name, nameEn: organizations.nameEn },
    })
    .from(customerReports)
    .innerJoin(organizations, eq(organizations.id, customerReports.organizationId))
    .leftJoin(users, eq(users.id, customerReports.reportedBy))
    .leftJoin(reviewers, eq(reviewers.id, customerReports.reviewedBy))
    .where(and(...conditions, page.where))
    .orderBy(page.orderBy)
    .limit(position.limit);
}

function presentRow(scope: ReadScope, row: Awaited<ReturnType<typeof readReports>>[number]): ReportRow {
  const { key: _key, mobile, email, reviewedBy, ...rest } = row;
  return {
    ...rest,
    mobile: maskMobile(mobile),
    email: maskEmail(email),
    reviewedBy: scope.everyOrganization ? reviewedBy : null,
  };
}
