import { eq, sql } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import type { Actor } from '@/domain/actor';
import { returnCouponsOfOthers } from '@/domain/coupons/return-coupons';
import type { DomainEvent } from '@/domain/trail';
import { type Id, newId } from '@/lib/id';
import type { HeldJoin } from './join-facts';

const { associationAttempts, associations, customerReports, customers, invitations } = schema;

/**
 * Opens the relation that `held` was found to allow, and everything that goes with it: the invitation is used, the report has come true, the
 * customer counts as new, the partner's history says so.
 *
 * Two at once for one customer are decided by `associations_one_open_key`.
 *
 * @param actor who associates them; null where the customer is only just coming to be, and so has nothing
 * @source spec/01 §1.4, §1.5, §1.8
 */
export async function associate(
  tx: Transaction,
  held: HeldJoin,
  customer: { readonly id: Id<'customer'>; readonly name: string },
  actor: Actor | null,
): Promise<{ associationId: Id<'association'>; events: readonly DomainEvent[] }> {
  const { invitation, partner, report, accountManagerId, facts } = held;
  const associationId = newId('association');
  const owner = { organizationId: partner.id, rootId: partner.rootId };
  await tx.insert(associations).values({
    id: associationId,
    ...owner,
    customerId: customer.id,
    type: facts.type,
    label: invitation?.label ?? report?.label ?? null,
    accountManagerId,
    invitationId: invitation?.id ?? null,
  });
  if (invitation) await useInvitation(tx, invitation);
  if (report) await fulfilReport(tx, report.id, customer.id);
  if (!held.hasHadPartner) await countAsNew(tx, customer.id, partner.timeZone);
  await tx.insert(associationAttempts).values({
    id: newId('associationAttempt'),
    ...owner,
    invitationId: invitation?.id ?? null,
    reportId: report?.id ?? invitation?.reportId ?? null,
    customerId: customer.id,
    customerName: customer.name,
    via: invitation?.kind ?? 'api',
    type: facts.type,
    outcome: 'associated',
    accountManagerId,
  });
  if (actor) {
    const cause = { action: 'association.join', operationId: associationId, kind: 'associate' } as const;
    const issued = { organizationId: partner.id, customerId: customer.id, currency: partner.currency };
    await returnCouponsOfOthers(tx, actor, issued, cause);
  }
  const payload = { customerId: customer.id, associationId, type: facts.type };
  return { associationId, events: [{ kind: 'customer.associated', ...owner, subjectId: customer.id, payload }] };
}

/** A mail works once; links go on. */
async function useInvitation(tx: Transaction, { id, kind }: NonNullable<HeldJoin['invitation']>): Promise<void> {
  await tx
    .update(invitations)
    .set({
      joinedCount: sql`${invitations.joinedCount} + 1`,
      ...(kind === 'email' ? { usedAt: sql`clock_timestamp()` } : {}),
    })
    .where(eq(invitations.id, id));
}

async function fulfilReport(tx: Transaction, id: Id<'report'>, customerId: Id<'customer'>): Promise<void> {
  await tx
    .update(customerReports)
    .set({ state: 'associated', customerId, endedAt: sql`clock_timestamp()` })
    .where(eq(customerReports.id, id));
}

/** From the first day of this month, where the partner is, for twelve months: the first that is not one of them is `until`. */
async function countAsNew(tx: Transaction, id: Id<'customer'>, timeZone: string): Promise<void> {
  const month = sql`date_trunc('month', clock_timestamp() at time zone ${timeZone})`;
  await tx
    .update(customers)
    .set({
      newTag: 'UNDETERMINED',
      newTagFrom: sql`${month}::date`,
      newTagUntil: sql`(${month} + interval '12 months')::date`,
    })
    .where(eq(customers.id, id));
}
