import type { InvitationKind } from '@/db/schema/association';
import type { AssociationType, Obstacle, OrganizationKind } from '@/db/schema/identity';
import type { RefusalCode } from '@/domain/refusal';

/** What a decision on joining rests on, read from rows that are held until the transaction ends (`join-facts.ts`). */
export interface JoinFacts {
  readonly type: AssociationType;
  /** Null for a customer that the partner's own program has made. */
  readonly invitation: {
    readonly kind: InvitationKind;
    readonly isWithdrawn: boolean;
    readonly isExpired: boolean;
    readonly isUsed: boolean;
    /** The number that was reported, where the invitation goes back to a report. */
    readonly reportedMobile: string | null;
    /** The address a mail was sent to. */
    readonly invitedEmail: string | null;
  } | null;
  readonly partner: { readonly isFrozen: boolean; readonly developsCustomers: boolean };
  readonly customer: {
    readonly kind: OrganizationKind;
    /** By the operator. */
    readonly isFrozen: boolean;
    readonly mobile: string | null;
    /** A code, or the operator, has shown that the number is theirs; otherwise it was only typed. */
    readonly mobileProven: boolean;
    /** The address they sign in with, which a code has shown to be theirs. */
    readonly email: string | null;
    readonly obstacles: readonly Obstacle[];
    /** Whose it is now. */
    readonly associatedWith: 'nobody' | 'this_partner' | 'another';
    /** It never had a partner, and is older than the platform allows. */
    readonly isRegisteredLongAgo: boolean;
  };
  /** A valid report of the customer's number by another partner. */
  readonly isReportedByAnother: boolean;
  /** The platform's own sales keep the number or the address for themselves. */
  readonly isReserved: boolean;
}

/** What the platform knows of a customer only counts against `resale` in the last four cases. */
const obstacle = (name: Obstacle, type?: AssociationType) => (facts: JoinFacts) =>
  facts.customer.obstacles.includes(name) && (type === undefined || facts.type === type);

/**
 * Whether a customer is whom a partner has reported: it has the number, and has shown that the number is theirs or that an address the
 * partner knows is. Anybody could type the number alone.
 */
export const isReached = (
  { mobile, mobileProven, email }: Pick<JoinFacts['customer'], 'mobile' | 'mobileProven' | 'email'>,
  reported: { readonly mobile: string; readonly emails: readonly (string | null)[] },
): boolean => mobile === reported.mobile && (mobileProven || (email !== null && reported.emails.includes(email)));

/**
 * Every reason why a customer cannot join, in the order in which they are told. All ways of joining ask this list and nothing else: with an
 * account one has, by registering, by a partner's program.
 *
 * @source spec/01 §1.5
 */
const conditions = {
  invitation_withdrawn: ({ invitation }) => invitation?.isWithdrawn === true,
  invitation_expired: ({ invitation }) => invitation?.isExpired === true,
  invitation_used: ({ invitation }) => invitation?.isUsed === true,
  invitation_of_another: ({ invitation, customer }) =>
    invitation?.kind === 'email' &&
    invitation.reportedMobile !== null &&
    !isReached(customer, { mobile: invitation.reportedMobile, emails: [invitation.invitedEmail] }),
  partner_frozen: ({ partner }) => partner.isFrozen,
  development_not_allowed: ({ partner }) => !partner.developsCustomers,
  is_a_partner: ({ customer }) => customer.kind !== 'customer',
  customer_frozen: ({ customer }) => customer.isFrozen,
  already_associated: ({ customer }) => customer.associatedWith === 'this_partner',
  associated_with_another: ({ customer }) => customer.associatedWith === 'another',
  reported_by_another: ({ isReportedByAnother }) => isReportedByAnother,
  reported_by_platform: ({ isReserved }) => isReserved,
  special_contract: obstacle('special_contract'),
  customer_registered_long_ago: ({ customer }) => customer.isRegisteredLongAgo,
  cash_consumption: obstacle('cash_consumption'),
  unpaid_bills: obstacle('unpaid_bills'),
  unified_accounting_member: obstacle('unified_accounting_member'),
  consumer_cloud_user: obstacle('consumer_cloud_user'),
  reward_plan: obstacle('reward_plan'),
  other_site: obstacle('other_site'),
  professional_service_contract: obstacle('professional_service_contract', 'resale'),
  reserved_instances: obstacle('reserved_instances', 'resale'),
  enterprise_member: obstacle('enterprise_member', 'resale'),
  enterprise_master: obstacle('enterprise_master', 'resale'),
} as const satisfies Partial<Record<RefusalCode, (facts: JoinFacts) => boolean>>;

/** Why somebody could not join: what a partner reads in its history. */
export type JoinProblem = keyof typeof conditions;

/** The conditions by name, in their order. */
export const joinProblems = Object.keys(conditions) as readonly JoinProblem[];

/** The first thing that keeps the customer from joining; undefined when nothing does. */
export const joinProblemOf = (facts: JoinFacts): JoinProblem | undefined =>
  joinProblems.find((problem) => conditions[problem](facts));

/** Whether a refusal is one of the conditions. */
export const isJoinProblem = (code: string): code is JoinProblem => Object.hasOwn(conditions, code);
