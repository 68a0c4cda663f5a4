import { and, eq, gt, isNull, sql } from 'drizzle-orm';
import { inTransaction, schema, type Transaction } from '@/db/client';
import type { AssociationType } from '@/db/schema/identity';
import { type DomainEvent, insertEvents } from '@/domain/trail';
import { type Id, newId } from '@/lib/id';
import type { JoinProblem } from './join-conditions';
import { findInvitation, type Invitation } from './join-facts';

const { associationAttempts, organizations } = schema;

/** Failures of strangers that one invitation keeps in an hour; those of customers are told apart by the customer. */
const strangersPerHour = 20;

/** Why an attempt failed: a condition, or something that stood in the way however often it was tried. */
export type AttemptCause = JoinProblem | 'not_completed';

/** Who tried: a customer there is, or nobody yet, by the name it would have had. */
export interface Attempter {
  readonly customerId: Id<'customer'> | null;
  readonly customerName: string;
}

/**
 * Keeps for the partner that somebody with its invitation could not join, and why. In a transaction of its own, since the refused one left
 * nothing. The same failure is kept once an hour, so that nobody can fill the partner's history.
 *
 * @source spec/01 §1.5
 */
export async function keepFailedJoin(tokenHash: Buffer, who: Attempter, cause: JoinProblem): Promise<void> {
  await inTransaction(async (tx) => {
    const invitation = await findInvitation(tx, tokenHash);
    if (!invitation || (await isKept(tx, invitation, who, cause))) return;
    const [partner] = await tx
      .select({ id: organizations.id, rootId: organizations.rootId })
      .from(organizations)
      .where(eq(organizations.id, invitation.organizationId));
    if (!partner) return;
    const { kind, type, id: invitationId, reportId, createdBy } = invitation;
    const from = { invitationId, reportId, via: kind, type, accountManagerId: createdBy };
    await tx.execute(insertEvents([await insertFailure(tx, partner, from, who, cause)]));
  });
}

/** Writes the failure down. @returns the event of it */
export async function insertFailure(
  tx: Transaction,
  partner: { readonly id: Id<'organization'>; readonly rootId: Id<'organization'> },
  from: {
    readonly invitationId: Id<'invitation'> | null;
    readonly reportId: Id<'report'> | null;
    readonly via: Invitation['kind'] | 'api';
    readonly type: AssociationType;
    readonly accountManagerId: Id<'user'> | null;
  },
  who: Attempter,
  cause: AttemptCause,
): Promise<DomainEvent> {
  const id = newId('associationAttempt');
  const owner = { organizationId: partner.id, rootId: partner.rootId };
  await tx.insert(associationAttempts).values({ id, ...owner, ...from, ...who, outcome: 'failed', cause });
  const payload = { attemptId: id, customerId: who.customerId, invitationId: from.invitationId, cause };
  return { kind: 'association.failed', ...owner, subjectId: id, payload };
}

/** Two at once for one invitation come one after the other, so that the second sees the first. */
async function isKept(
  tx: Transaction,
  { id, organizationId }: Invitation,
  { customerId, customerName }: Attempter,
  cause: JoinProblem,
): Promise<boolean> {
  await tx.execute(sql`select pg_advisory_xact_lock(7021009, hashtext(${id}))`);
  const lately = and(
    eq(associationAttempts.organizationId, organizationId),
    eq(associationAttempts.invitationId, id),
    eq(associationAttempts.outcome, 'failed'),
    gt(associationAttempts.createdAt, sql`clock_timestamp() - interval '1 hour'`),
  );
  const byThem =
    customerId === null
      ? and(isNull(associationAttempts.customerId), eq(associationAttempts.customerName, customerName))
      : eq(associationAttempts.customerId, customerId);
  if ((await tx.$count(associationAttempts, and(lately, eq(associationAttempts.cause, cause), byThem))) > 0)
    return true;
  if (customerId !== null) return false;
  const strangers = await tx.$count(associationAttempts, and(lately, isNull(associationAttempts.customerId)));
  return strangers >= strangersPerHour;
}
