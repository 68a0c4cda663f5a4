import { and, eq, inArray, isNull, or, sql } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import type { InvitationKind } from '@/db/schema/association';
import type { AssociationType } from '@/db/schema/identity';
import { readSettings } from '@/domain/settings/read-settings';
import { asKind, type Id } from '@/lib/id';
import { invariant } from '@/lib/invariant';
import { isReached, type JoinFacts } from './join-conditions';

const { associations, customerReports, customers, invitations, organizations, reservedProspects, users } = schema;

/** An invitation, as far as joining has to know it. */
export interface Invitation {
  readonly id: Id<'invitation'>;
  readonly organizationId: Id<'organization'>;
  readonly kind: InvitationKind;
  readonly type: AssociationType;
  readonly label: string | null;
  readonly reportId: Id<'report'> | null;
  /** Where a mail was sent. */
  readonly email: string | null;
  readonly createdBy: Id<'user'>;
}

/** The way in: an invitation, or a partner whose program has made the customer. */
export type WayIn =
  | { readonly invitation: Invitation }
  | { readonly partnerId: Id<'organization'>; readonly type: AssociationType };

/** Who comes in: a customer there is, with the address its person signs in with, or one that is about to be made. */
export type Joiner =
  | { readonly customerId: Id<'customer'>; readonly email: string | null }
  | { readonly mobile: string | null; readonly mobileProven: boolean; readonly email: string | null };

/** What was found, and what becoming associated will write to. Held until the transaction ends. */
export interface HeldJoin {
  readonly facts: JoinFacts;
  readonly invitation: Invitation | null;
  readonly partner: Pick<
    typeof organizations.$inferSelect,
    'id' | 'rootId' | 'kind' | 'name' | 'currency' | 'timeZone'
  >;
  /** Null while the customer is about to be made. */
  readonly customerName: string | null;
  readonly hasHadPartner: boolean;
  /** Who will look after the customer: whoever made the invitation, while they are still there to do it. */
  readonly accountManagerId: Id<'user'> | null;
  /** The partner's own report of this customer, which has then come true. */
  readonly report: { readonly id: Id<'report'>; readonly label: string | null } | null;
}

/** The invitation that a token's digest names; undefined when there is none. Says nothing about its state. */
export async function findInvitation(db: Transaction, tokenHash: Buffer): Promise<Invitation | undefined> {
  const { id, organizationId, kind, type, label, reportId, email, createdBy } = invitations;
  const [row] = await db
    .select({ id, organizationId, kind, type, label, reportId, email, createdBy })
    .from(invitations)
    .where(eq(invitations.tokenHash, tokenHash));
  return row;
}

/**
 * Reads everything that joining depends on and keeps it as it is: people, organizations, the customer, the report, the invitation, in this
 * order, so that nobody waits for somebody who waits for them: whoever invites holds the report first too. Whoever comes second with the
 * same customer or the same mail sees what the first one did.
 */
export async function holdJoin(tx: Transaction, wayIn: WayIn, joiner: Joiner): Promise<HeldJoin> {
  const invitation = 'invitation' in wayIn ? wayIn.invitation : null;
  const partnerId = 'invitation' in wayIn ? wayIn.invitation.organizationId : wayIn.partnerId;
  const type = 'invitation' in wayIn ? wayIn.invitation.type : wayIn.type;
  const accountManagerId = invitation && (await holdManager(tx, invitation.createdBy));
  const customerId = 'customerId' in joiner ? joiner.customerId : null;
  const { partner, own } = await holdOrganizations(tx, partnerId, customerId);
  const customer = customerId === null ? undefined : await holdCustomer(tx, customerId);
  const reached = own ?? ('mobile' in joiner ? joiner : { mobile: null, mobileProven: false, email: null });
  const held = await holdReport(tx, reached.mobile);
  const state = invitation && (await holdInvitation(tx, invitation));
  // Another report may have come to reserve the number while the invitation was waited for.
  const report = await readReport(tx, reached.mobile);
  const { mobile, mobileProven } = reached;
  const isOwn = report?.organizationId === partnerId && report.id === held?.id;
  const emails = [report?.email ?? null, ...(invitation?.reportId === report?.id ? [state?.invitedEmail ?? null] : [])];
  const isFulfilled =
    isOwn && isReached({ mobile, mobileProven, email: joiner.email }, { mobile: report.mobile, emails });
  return {
    facts: {
      type,
      invitation: state,
      partner: { isFrozen: partner.state === 'frozen', developsCustomers: partner.developsCustomers },
      customer: {
        kind: own?.kind ?? 'customer',
        isFrozen: own?.state === 'frozen',
        mobile,
        mobileProven,
        email: joiner.email,
        obstacles: customer?.obstacles ?? [],
        associatedWith: customer ? relationTo(partnerId, customer.partnerId) : 'nobody',
        isRegisteredLongAgo: customer?.isRegisteredLongAgo ?? false,
      },
      isReportedByAnother: report !== undefined && report.organizationId !== partnerId,
      isReserved: await isReserved(tx, reached),
    },
    invitation,
    partner,
    customerName: own?.name ?? null,
    hasHadPartner: customer?.hasHadPartner ?? false,
    accountManagerId,
    report: isFulfilled ? report : null,
  };
}

const relationTo = (partnerId: Id<'organization'>, present: Id<'organization'> | null) =>
  present === null ? 'nobody' : present === partnerId ? 'this_partner' : 'another';

async function holdManager(tx: Transaction, userId: Id<'user'>): Promise<Id<'user'> | null> {
  const [person] = await tx
    .select({ state: users.state, roles: users.roles })
    .from(users)
    .where(eq(users.id, userId))
    .for('share');
  const looksAfter = person?.state === 'active' && person.roles.some((role) => role === 'sales' || role === 'admin');
  return looksAfter ? userId : null;
}

async function holdOrganizations(tx: Transaction, partnerId: Id<'organization'>, customerId: Id<'customer'> | null) {
  const ownId = customerId && asKind('organization', customerId);
  const rows = await tx
    .select()
    .from(organizations)
    .where(inArray(organizations.id, ownId ? [partnerId, ownId] : [partnerId]))
    .orderBy(organizations.id)
    .for('share');
  const partner = rows.find(({ id }) => id === partnerId);
  invariant(partner, 'who invites exists');
  return { partner, own: rows.find(({ id }) => id === ownId) };
}

/** Undefined for an organization that is no customer. Of two that want in for one customer, the second waits here. */
async function holdCustomer(tx: Transaction, customerId: Id<'customer'>) {
  const [held] = await tx
    .select({ obstacles: customers.obstacles })
    .from(customers)
    .where(eq(customers.id, customerId))
    .for('no key update');
  if (!held) return undefined;
  const days = (await readSettings(tx)).account_age_days_max;
  const relations = await tx
    .select({ partnerId: associations.organizationId, endedAt: associations.endedAt })
    .from(associations)
    .where(eq(associations.customerId, customerId));
  const [age] = await tx
    .select({ isOld: sql<boolean>`${days} > 0 and created_at < clock_timestamp() - make_interval(days => ${days})` })
    .from(organizations)
    .where(eq(organizations.id, asKind('organization', customerId)));
  const hasHadPartner = relations.length > 0;
  return {
    obstacles: held.obstacles,
    partnerId: relations.find(({ endedAt }) => endedAt === null)?.partnerId ?? null,
    hasHadPartner,
    isRegisteredLongAgo: !hasHadPartner && age?.isOld === true,
  };
}

async function holdInvitation(
  tx: Transaction,
  { id, kind, reportId, email }: Invitation,
): Promise<JoinFacts['invitation']> {
  const [row] = await tx
    .select({
      isWithdrawn: sql<boolean>`withdrawn_at is not null`,
      isExpired: sql<boolean>`coalesce(expires_at <= clock_timestamp(), false)`,
      isUsed: sql<boolean>`used_at is not null`,
    })
    .from(invitations)
    .where(eq(invitations.id, id))
    .for('no key update');
  invariant(row, 'invitations are not deleted');
  if (reportId === null) return { kind, ...row, reportedMobile: null, invitedEmail: email };
  const [report] = await tx
    .select({ mobile: customerReports.mobile })
    .from(customerReports)
    .where(eq(customerReports.id, reportId));
  return { kind, ...row, reportedMobile: report?.mobile ?? null, invitedEmail: email };
}

const reserves = (mobile: string) => and(eq(customerReports.mobile, mobile), eq(customerReports.state, 'reported'));

/** The report that reserves a number, if there is one: the database allows one at a time. */
async function holdReport(tx: Transaction, mobile: string | null) {
  if (mobile === null) return undefined;
  const { id } = customerReports;
  const [row] = await tx.select({ id }).from(customerReports).where(reserves(mobile)).for('no key update');
  return row;
}

/** The same as it is by now, while its days are not over: whether or not the job has been there. */
async function readReport(tx: Transaction, mobile: string | null) {
  if (mobile === null) return undefined;
  const { id, organizationId, label, mobile: reported, email } = customerReports;
  const [row] = await tx
    .select({ id, organizationId, label, mobile: reported, email })
    .from(customerReports)
    .where(and(reserves(mobile), sql`${customerReports.expiresAt} > clock_timestamp()`));
  return row;
}

async function isReserved(tx: Transaction, { mobile, email }: { mobile: string | null; email: string | null }) {
  const reached = [
    ...(mobile === null ? [] : [eq(reservedProspects.mobile, mobile)]),
    ...(email === null ? [] : [eq(reservedProspects.email, email.toLowerCase())]),
  ];
  if (reached.length === 0) return false;
  return (await tx.$count(reservedProspects, and(isNull(reservedProspects.releasedAt), or(...reached)))) > 0;
}
