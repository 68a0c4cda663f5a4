import { and, eq, type SQL, sql } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import type { InvitationKind } from '@/db/schema/association';
import type { AssociationType } from '@/db/schema/identity';
import type { ReadScope } from '@/domain/read-scope';
import { instantKey, keyset, type Page, type PageRequest, type Position, readPage } from '@/lib/cursor';
import type { Id } from '@/lib/id';
import { maskEmail } from '@/lib/mask';
import { invitationAddress } from './invitation-tokens';

const { invitations, customerReports, users } = schema;

/** Where an invitation stands. A link that works is open for ever. */
export type InvitationState = 'open' | 'used' | 'expired' | 'withdrawn';
/** The states an invitation can be in, as they are shown. */
export const invitationStates = ['open', 'used', 'expired', 'withdrawn'] as const satisfies readonly InvitationState[];

/** Which invitations of those in reach are wanted. */
export interface InvitationFilter {
  readonly kind?: InvitationKind | undefined;
  readonly state?: InvitationState | undefined;
  readonly reportId?: Id<'report'> | undefined;
}

/** A way in that somebody of the partner has made. */
export interface InvitationRow {
  readonly id: Id<'invitation'>;
  readonly kind: InvitationKind;
  readonly type: AssociationType;
  readonly state: InvitationState;
  /** Masked; of a mail. */
  readonly email: string | null;
  readonly label: string | null;
  readonly report: { readonly id: Id<'report'>; readonly customerName: string } | null;
  readonly createdAt: Date;
  readonly createdBy: string | null;
  readonly isOwn: boolean;
  readonly expiresAt: Date | null;
  readonly joinedCount: number;
  /** The whole address of a link that works. The one in a mail is known to its receiver alone. */
  readonly address: string | null;
}

/** A page of invitations, the newest first; people in sales see the ones they made. */
export async function listInvitations(
  scope: ReadScope,
  filter: InvitationFilter,
  page: PageRequest<'invitation'>,
): Promise<Page<InvitationRow>> {
  const { rows, before, after } = await readPage(page, {
    read: (position) => readInvitations([invitationsInScope(scope), ...conditionsOf(filter)], position),
    cursorOf: (row) => ({ key: row.key, id: row.id }),
  });
  return { rows: rows.map((row) => presentRow(scope, row)), before, after };
}

/** One invitation. Undefined for whatever is out of reach. */
export async function findInvitation(scope: ReadScope, id: Id<'invitation'>): Promise<InvitationRow | undefined> {
  const first = { from: undefined, isBackward: false, limit: 1 };
  const [row] = await readInvitations([invitationsInScope(scope), eq(invitations.id, id)], first);
  return row && presentRow(scope, row);
}

/** How many custom links are shown with their codes; the others stand in the list. */
const ownLinksMax = 10;

/** The reader's own links that work: the general ones, then the newest custom ones. What is copied and shown as a code. */
export async function listOwnLinks(scope: ReadScope): Promise<InvitationRow[]> {
  const { userId } = scope;
  if (userId === null) return [];
  const own = (kind: InvitationKind) =>
    readInvitations(
      [invitationsInScope(scope), eq(invitations.createdBy, userId), eq(invitations.kind, kind), stateIs('open')],
      { from: undefined, isBackward: false, limit: ownLinksMax },
    );
  const [general, custom] = await Promise.all([own('link'), own('custom_link')]);
  return [...general, ...custom].map((row) => presentRow(scope, row));
}

const invitationsInScope = (scope: ReadScope): SQL | undefined =>
  and(
    eq(invitations.organizationId, scope.organizationId),
    scope.accountManagerId ? eq(invitations.createdBy, scope.accountManagerId) : undefined,
  );

const state = sql<InvitationState>`case when ${invitations.withdrawnAt} is not null then 'withdrawn' when ${invitations.usedAt} is not null then 'used'
  when ${invitations.expiresAt} <= clock_timestamp() then 'expired' else 'open' end`;
/** The same, said so that the indexes of what is rare understand it. */
const stateIs = (wanted: InvitationState): SQL => stateConditions[wanted];
const unfinished = sql`${invitations.withdrawnAt} is null and ${invitations.usedAt} is null`;
const stateConditions = {
  withdrawn: sql`${invitations.withdrawnAt} is not null`,
  used: sql`(${invitations.withdrawnAt} is null and ${invitations.usedAt} is not null)`,
  expired: sql`(${unfinished} and ${invitations.expiresAt} <= clock_timestamp())`,
  open: sql`(${unfinished} and (${invitations.expiresAt} is null or ${invitations.expiresAt} > clock_timestamp()))`,
} as const satisfies Record<InvitationState, SQL>;

const conditionsOf = ({ kind, state: wanted, reportId }: InvitationFilter): (SQL | undefined)[] => [
  kind && eq(invitations.kind, kind),
  wanted && stateIs(wanted),
  reportId && eq(invitations.reportId, reportId),
];

async function readInvitations(conditions: readonly (SQL | undefined)[], position: Position<'invitation'>) {
  const page = keyset(position, { key: sql`${invitations.createdAt}`, sort: 'instant', id: sql`${invitations.id}` });
  return database()
    .select({
      id: invitations.id,
      key: instantKey(sql`${invitations.createdAt}`),
      kind: invitations.kind,
      type: invitations.type,
      state,
      email: invitations.email,
      label: invitations.label,
      reportId: invitations.reportId,
      customerName: customerReports.customerName,
      createdAt: invitations.createdAt,
      creatorId: invitations.createdBy,
      createdBy: users.name,
      expiresAt: invitations.expiresAt,
      joinedCount: invitations.joinedCount,
      token: invitations.token,
    })
    .from(invitations)
    .leftJoin(customerReports, eq(customerReports.id, invitations.reportId))
    .leftJoin(users, eq(users.id, invitations.createdBy))
    .where(and(...conditions, page.where))
    .orderBy(page.orderBy)
    .limit(position.limit);
}

function presentRow(scope: ReadScope, row: Awaited<ReturnType<typeof readInvitations>>[number]): InvitationRow {
  const { key: _key, email, reportId, customerName, creatorId, token, ...rest } = row;
  return {
    ...rest,
    email: maskEmail(email),
    report: reportId === null || customerName === null ? null : { id: reportId, customerName },
    isOwn: creatorId === scope.userId,
    address: token === null || rest.state !== 'open' ? null : invitationAddress(token),
  };
}
