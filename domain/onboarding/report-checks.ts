import { and, asc, eq, isNull, ne, or, type SQL, sql } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import { readSettings } from '@/domain/settings/read-settings';
import type { Id } from '@/lib/id';
import { type DevelopingPartner, developmentProblem } from './development';

const { customerReports, reservedProspects, organizations, customers, associations } = schema;

/** Why a prospect cannot be reported. */
export type ReportProblem = PartnerProblem | CustomerProblem;
type PartnerProblem = 'organization_frozen' | 'development_not_allowed' | 'contact_data_missing' | 'too_many_reports';
/** What speaks against the prospect itself, whoever reports it. */
type CustomerProblem =
  | 'already_reported'
  | 'owned_by_direct_sales'
  | 'reported_by_platform'
  | 'owned_by_online_sales'
  | 'owned_by_sales_support'
  | 'already_associated'
  | 'associated_with_another'
  | 'customer_registered_long_ago';

/** The refusals of whatever reports a prospect, in the order in which they are looked for. */
export const reportProblems = [
  'organization_frozen',
  'development_not_allowed',
  'contact_data_missing',
  'too_many_reports',
  'already_reported',
  'owned_by_direct_sales',
  'reported_by_platform',
  'owned_by_online_sales',
  'owned_by_sales_support',
  'already_associated',
  'associated_with_another',
  'customer_registered_long_ago',
] as const satisfies readonly ReportProblem[];

/** What is reported: `id` is the report's own, which does not stand in its own way. */
interface Prospect {
  readonly id: Id<'report'>;
  readonly mobile: string;
  readonly email: string | null;
}

type Check<Problem> = (
  tx: Transaction,
  partner: DevelopingPartner,
  prospect: Prospect,
) => Problem | undefined | Promise<Problem | undefined>;

/** In this order, the first that speaks up decides. @source spec/01 §1.2 */
const customerChecks: readonly Check<CustomerProblem>[] = [isReported, isReserved, isAssociated, isRegisteredLongAgo];
const partnerChecks: readonly Check<PartnerProblem>[] = [
  (_tx, partner) => developmentProblem(partner),
  (_tx, { mobile, email }) => (mobile || email ? undefined : 'contact_data_missing'),
  hasTooMany,
];

/** The first thing that keeps the partner from reporting the prospect now. The partner is held, so that its reports are counted one by one. */
export const problemOfReport = (
  tx: Transaction,
  partner: DevelopingPartner,
  prospect: Prospect,
): Promise<ReportProblem | undefined> => firstProblem([...partnerChecks, ...customerChecks], tx, partner, prospect);

/** The same as to the prospect alone: what the review looks at again. */
export const problemOfProspect = (
  tx: Transaction,
  partner: DevelopingPartner,
  prospect: Prospect,
): Promise<CustomerProblem | undefined> => firstProblem(customerChecks, tx, partner, prospect);

async function firstProblem<Problem>(
  checks: readonly Check<Problem>[],
  ...asked: Parameters<Check<Problem>>
): Promise<Problem | undefined> {
  for (const check of checks) {
    const problem = await check(...asked);
    if (problem) return problem;
  }
  return undefined;
}

/** Valid until its day comes, whether or not the job has been there. */
const isValid: SQL = sql`${customerReports.state} = 'reported' and ${customerReports.expiresAt} > clock_timestamp()`;

async function hasTooMany(tx: Transaction, { id }: DevelopingPartner): Promise<'too_many_reports' | undefined> {
  const { reports_max: most } = await readSettings(tx);
  const open = sql`(${customerReports.state} = 'pending' or ${isValid})`;
  const count = await tx.$count(customerReports, and(eq(customerReports.organizationId, id), open));
  return count >= most ? 'too_many_reports' : undefined;
}

/** By anybody's valid report, and by a pending one of the partner's own. */
async function isReported(
  tx: Transaction,
  partner: DevelopingPartner,
  { id, mobile }: Prospect,
): Promise<'already_reported' | undefined> {
  const own = and(eq(customerReports.organizationId, partner.id), eq(customerReports.state, 'pending'));
  const others = and(eq(customerReports.mobile, mobile), ne(customerReports.id, id), or(isValid, own));
  return (await tx.$count(customerReports, others)) > 0 ? 'already_reported' : undefined;
}

const ownedBy = {
  direct_sales: 'owned_by_direct_sales',
  platform: 'reported_by_platform',
  online_sales: 'owned_by_online_sales',
  sales_support: 'owned_by_sales_support',
} as const satisfies Record<typeof reservedProspects.$inferSelect.owner, CustomerProblem>;

async function isReserved(
  tx: Transaction,
  _partner: DevelopingPartner,
  { mobile, email }: Prospect,
): Promise<CustomerProblem | undefined> {
  const byEmail = email === null ? undefined : eq(reservedProspects.email, email);
  const [found] = await tx
    .select({ owner: reservedProspects.owner })
    .from(reservedProspects)
    .where(and(isNull(reservedProspects.releasedAt), or(eq(reservedProspects.mobile, mobile), byEmail)))
    .orderBy(asc(reservedProspects.createdAt), asc(reservedProspects.id))
    .limit(1);
  return found && ownedBy[found.owner];
}

/** Customers whose number it is. One that was only typed speaks against nobody. */
const isCustomerOf = (mobile: string) =>
  and(eq(organizations.mobile, mobile), eq(organizations.mobileProven, true), eq(organizations.kind, 'customer'));

async function isRegisteredLongAgo(
  tx: Transaction,
  _partner: DevelopingPartner,
  { mobile }: Prospect,
): Promise<'customer_registered_long_ago' | undefined> {
  const { account_age_days_max: days } = await readSettings(tx);
  const isOld =
    days === 0 ? undefined : sql`${organizations.createdAt} < clock_timestamp() - make_interval(days => ${days})`;
  const hasConsumed = sql`${customers.obstacles} && array['cash_consumption']`;
  const [found] = await tx
    .select({ id: organizations.id })
    .from(organizations)
    .innerJoin(customers, sql`${customers.id} = ${organizations.id}`)
    .where(and(isCustomerOf(mobile), or(isOld, hasConsumed)))
    .limit(1);
  return found && 'customer_registered_long_ago';
}

async function isAssociated(
  tx: Transaction,
  partner: DevelopingPartner,
  { mobile }: Prospect,
): Promise<'already_associated' | 'associated_with_another' | undefined> {
  const rows = await tx
    .select({ partnerId: associations.organizationId })
    .from(associations)
    .innerJoin(organizations, sql`${organizations.id} = ${associations.customerId}`)
    .where(and(isCustomerOf(mobile), isNull(associations.endedAt)));
  if (rows.length === 0) return undefined;
  return rows.some(({ partnerId }) => partnerId === partner.id) ? 'already_associated' : 'associated_with_another';
}
