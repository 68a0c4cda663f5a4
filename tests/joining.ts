import { desc, eq, sql } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import type { ReportState } from '@/db/schema/association';
import type { AssociationType } from '@/db/schema/identity';
import { consentDocuments, consentEdition } from '@/domain/onboarding/consent-model';
import { newInvitationToken } from '@/domain/onboarding/invitation-tokens';
import { asKind, type Id, newId } from '@/lib/id';
import { freshMobile } from './onboarding';
import { makeOrganization, type WorldOrganization } from './world';

/** An invitation of a test world, with the token its address holds. */
export interface TestInvitation {
  readonly id: Id<'invitation'>;
  readonly token: string;
}

/** An invitation made by somebody in sales: a link with a tag, or the mail for a report. */
export async function makeInvitation(
  partner: WorldOrganization,
  options: {
    type?: AssociationType;
    label?: string;
    reportId?: Id<'report'>;
    email?: string;
    createdBy?: Id<'user'>;
    isExpired?: boolean;
  } = {},
): Promise<TestInvitation> {
  const { token, hash } = newInvitationToken();
  const id = newId('invitation');
  const { type = 'resale', label, reportId, email, createdBy = partner.users.sales, isExpired } = options;
  await database()
    .insert(schema.invitations)
    .values({
      id,
      organizationId: partner.id,
      rootId: partner.rootId,
      kind: email ? 'email' : 'custom_link',
      type,
      label: email ? null : (label ?? 'CNRY-tag'),
      email: email ?? null,
      reportId: reportId ?? null,
      token: email ? null : token,
      tokenHash: hash,
      createdBy,
      expiresAt: email ? sql`clock_timestamp() + make_interval(days => ${isExpired ? -1 : 7})` : null,
    });
  return { id, token };
}

/** A report of somebody's number, valid for another two weeks. */
export async function makeReport(
  partner: WorldOrganization,
  mobile: string,
  state: ReportState = 'reported',
): Promise<Id<'report'>> {
  const id = newId('report');
  await database().insert(schema.customerReports).values({
    id,
    organizationId: partner.id,
    rootId: partner.rootId,
    customerName: 'Reported',
    contactName: 'Somebody',
    mobile,
    label: 'from-report',
    state,
    reportedBy: partner.users.sales,
    expiresAt: sql`clock_timestamp() + interval '14 days'`,
  });
  return id;
}

/** A customer whose partner is nobody. */
export async function makeLooseCustomer(
  code: string,
): Promise<WorldOrganization & { readonly customerId: Id<'customer'>; readonly mobile: string }> {
  const organization = await makeOrganization({ code, kind: 'customer' });
  const customerId = asKind('customer', organization.id);
  const mobile = freshMobile();
  await database().insert(schema.customers).values({ id: customerId, rootId: organization.rootId });
  await database().update(schema.organizations).set({ mobile }).where(eq(schema.organizations.id, organization.id));
  return { ...organization, customerId, mobile };
}

/** All four consents, as a form sends them. */
export const fullConsent = () => ({
  agreements: [...consentDocuments],
  edition: consentEdition,
  language: 'en' as const,
});

/** The code in the newest message to somebody. */
export async function codeSentTo(target: string): Promise<string> {
  const { outgoingMessages } = schema;
  const [message] = await database()
    .select({ body: outgoingMessages.body })
    .from(outgoingMessages)
    .where(eq(outgoingMessages.recipient, target))
    .orderBy(desc(outgoingMessages.createdAt), desc(outgoingMessages.id))
    .limit(1);
  const code = /[0-9]{6}/.exec(message?.body ?? '')?.[0];
  if (!code) throw new Error(`no code was sent to ${target}`);
  return code;
}
