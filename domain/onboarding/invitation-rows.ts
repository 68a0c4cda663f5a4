import { and, eq, type SQL, sql } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import type { AssociationType } from '@/db/schema/identity';
import type { Actor } from '@/domain/actor';
import { queueMessage } from '@/domain/outgoing/queue-message';
import { seesOwnCustomersOnly } from '@/domain/permission';
import type { Id } from '@/lib/id';
import { invariant } from '@/lib/invariant';
import type { DevelopingPartner } from './development';
import { invitationValues } from './invitation-mail';
import { invitationAddress, newInvitationToken } from './invitation-tokens';
import type { HeldReport } from './report-rows';

const { invitations } = schema;

/** Whose invitation it is: the customers that come by it are attributed to this person. */
export function inviter(actor: Actor): Id<'user'> {
  invariant(actor.userId, 'people invite; no program does yet');
  return actor.userId;
}

/** An instant as the mail writes it, in the partner's time zone and with its name. */
export const untilText = (at: SQL, timeZone: string): SQL<string> =>
  sql<string>`to_char(${at} at time zone ${timeZone}, 'YYYY-MM-DD HH24:MI') || ${` (${timeZone})`}`;

/** When a link that is sent now stops working. @source spec/01 §1.3 */
export const expiryOfMail = (days: number): SQL => sql`(clock_timestamp() + make_interval(days => ${days}))`;

/** Writes an invitation by mail and the mail with it. The token goes into the mail alone; here its digest is kept. */
export async function sendInvitation(
  tx: Transaction,
  actor: Actor,
  id: Id<'invitation'>,
  mail: {
    partner: DevelopingPartner;
    report: HeldReport;
    email: string;
    type: AssociationType;
    language: 'zh-CN' | 'en';
    validDays: number;
  },
): Promise<void> {
  const { partner, report, email, type, language, validDays } = mail;
  const { token, hash } = newInvitationToken();
  const [row] = await tx
    .insert(invitations)
    .values({
      id,
      organizationId: actor.organizationId,
      rootId: actor.rootId,
      kind: 'email',
      type,
      reportId: report.id,
      email,
      tokenHash: hash,
      createdBy: inviter(actor),
      expiresAt: expiryOfMail(validDays),
    })
    .returning({ until: untilText(sql`${invitations.expiresAt}`, partner.timeZone) });
  invariant(row, 'an inserted row comes back');
  const { customerName, contactName } = report;
  const link = invitationAddress(token);
  const values = invitationValues(language, { partner, customerName, contactName, type, until: row.until, link });
  const addressee = { organizationId: actor.organizationId, rootId: actor.rootId, channel: 'email' as const };
  await queueMessage(
    tx,
    { ...addressee, recipient: email, language },
    { template: 'invitation', values, holdsSecret: true },
  );
}

/** An invitation the actor may reach; people in sales reach their own. */
const reachOf = (actor: Actor, id: Id<'invitation'>) =>
  and(
    eq(invitations.id, id),
    eq(invitations.organizationId, actor.organizationId),
    seesOwnCustomersOnly(actor) && actor.userId ? eq(invitations.createdBy, actor.userId) : undefined,
  );

/** Which report an invitation is for, looked up before either is held: reports are held first. */
export async function reportOfInvitation(
  tx: Transaction,
  actor: Actor,
  id: Id<'invitation'>,
): Promise<Id<'report'> | null | undefined> {
  const [row] = await tx.select({ reportId: invitations.reportId }).from(invitations).where(reachOf(actor, id));
  return row?.reportId;
}

/** An invitation the actor may reach, held until the transaction ends; undefined when there is none. */
export async function holdInvitation(tx: Transaction, actor: Actor, id: Id<'invitation'>) {
  const [row] = await tx
    .select({
      id: invitations.id,
      kind: invitations.kind,
      type: invitations.type,
      reportId: invitations.reportId,
      usedAt: invitations.usedAt,
      withdrawnAt: invitations.withdrawnAt,
    })
    .from(invitations)
    .where(reachOf(actor, id))
    .for('no key update');
  return row;
}

/** Makes an invitation lead nowhere any more. */
export async function withdrawHeld(tx: Transaction, id: Id<'invitation'>): Promise<void> {
  await tx.update(invitations).set({ withdrawnAt: sql`clock_timestamp()` }).where(eq(invitations.id, id));
}
