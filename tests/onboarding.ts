import { sql } from 'drizzle-orm';
import type { PgInsertValue } from 'drizzle-orm/pg-core';
import { database, schema } from '@/db/client';
import type { ReportState } from '@/db/schema/association';
import type { Actor } from '@/domain/actor';
import { newInvitationToken } from '@/domain/onboarding/invitation-tokens';
import { type Id, newId } from '@/lib/id';
import { canary } from './world';

let mobiles = 0;
/** A mainland number nobody has. */
export function freshMobile(): string {
  mobiles += 1;
  return `139${String(process.pid % 10_000).padStart(4, '0')}${String(mobiles).padStart(4, '0')}`;
}

/** A prospect as a form would send it. */
export const newReport = (changes: Readonly<Record<string, unknown>> = {}) => ({
  customerName: canary('any', 'prospect'),
  contactName: canary('any', 'contact'),
  mobile: freshMobile(),
  email: 'prospect@canary.example',
  label: canary('any', 'report-label'),
  remark: canary('any', 'remark'),
  ...changes,
});

/** A report of the actor's organization in that state, entered by the actor. What is reported is valid for a day. */
export async function makeReport(
  actor: Actor,
  state: ReportState,
  changes: Partial<PgInsertValue<typeof schema.customerReports>> = {},
): Promise<Id<'report'>> {
  const id = newId('report');
  const { organizationId, rootId, userId: reportedBy } = actor;
  await database()
    .insert(schema.customerReports)
    .values({
      id,
      organizationId,
      rootId,
      reportedBy,
      ...newReport(),
      state,
      submittedAt: state === 'draft' ? null : sql`clock_timestamp()`,
      expiresAt: state === 'reported' ? sql`clock_timestamp() + interval '1 day'` : null,
      ...changes,
    });
  return id;
}

/** An open invitation by mail for a report of the actor's. */
export async function makeInvitation(actor: Actor, reportId?: Id<'report'>): Promise<Id<'invitation'>> {
  const id = newId('invitation');
  const { organizationId, rootId, userId } = actor;
  await database()
    .insert(schema.invitations)
    .values({
      id,
      organizationId,
      rootId,
      kind: 'email',
      type: 'referral',
      reportId: reportId ?? (await makeReport(actor, 'reported')),
      email: 'prospect@canary.example',
      tokenHash: newInvitationToken().hash,
      createdBy: userId ?? newId('user'),
      expiresAt: sql`clock_timestamp() + interval '1 day'`,
    });
  return id;
}

/** A prospect the operator keeps. */
export async function makeProspect(operator: Actor, mobile = freshMobile()): Promise<Id<'prospect'>> {
  const id = newId('prospect');
  const { organizationId, rootId } = operator;
  await database()
    .insert(schema.reservedProspects)
    .values({ id, organizationId, rootId, owner: 'platform', name: canary('any', 'kept'), mobile });
  return id;
}
