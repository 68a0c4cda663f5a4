import { eq, sql } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import type { AssociationType } from '@/db/schema/identity';
import { invitationTokenHash, isInvitationToken } from './invitation-tokens';
import { type JoinProblem, joinProblemOf } from './join-conditions';

/** An invitation as whoever holds its address sees it. */
export interface InvitationView {
  readonly partner: { readonly name: string; readonly nameEn: string | null };
  readonly type: AssociationType;
  /** Why nobody can use it: withdrawn, expired, used, or its partner may not take customers. */
  readonly problem: JoinProblem | undefined;
  /** On whose behalf messages about it go out. */
  readonly organizationId: typeof organizations.$inferSelect.id;
  readonly rootId: typeof organizations.$inferSelect.id;
}

const { customerReports, invitations, organizations } = schema;

/**
 * Looks at the invitation behind an address; undefined when there is none. Needs nobody signed in, and uses nothing up: programs that scan
 * mails look at it too.
 */
export async function lookAtInvitation(token: string): Promise<InvitationView | undefined> {
  if (!isInvitationToken(token)) return undefined;
  const [row] = await database()
    .select({
      kind: invitations.kind,
      type: invitations.type,
      isWithdrawn: sql<boolean>`${invitations.withdrawnAt} is not null`,
      isExpired: sql<boolean>`coalesce(${invitations.expiresAt} <= clock_timestamp(), false)`,
      isUsed: sql<boolean>`${invitations.usedAt} is not null`,
      reportedMobile: customerReports.mobile,
      invitedEmail: invitations.email,
      partner: organizations,
    })
    .from(invitations)
    .innerJoin(organizations, eq(organizations.id, invitations.organizationId))
    .leftJoin(customerReports, eq(customerReports.id, invitations.reportId))
    .where(eq(invitations.tokenHash, invitationTokenHash(token)));
  if (!row) return undefined;
  const { partner, type, ...invitation } = row;
  // Nothing is known of who will come: judged is what the invitation and its partner are for anybody it fits.
  const anybody = {
    kind: 'customer',
    isFrozen: false,
    obstacles: [],
    associatedWith: 'nobody',
    isRegisteredLongAgo: false,
  } as const;
  const problem = joinProblemOf({
    type,
    invitation,
    partner: { isFrozen: partner.state === 'frozen', developsCustomers: partner.developsCustomers },
    customer: { ...anybody, mobile: invitation.reportedMobile, mobileProven: true, email: null },
    isReportedByAnother: false,
    isReserved: false,
  });
  const { id: organizationId, rootId, name, nameEn } = partner;
  return { partner: { name, nameEn }, type, problem, organizationId, rootId };
}
