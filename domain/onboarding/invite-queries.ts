import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import type { AssociationType } from '@/db/schema/identity';
import type { ReadScope } from '@/domain/read-scope';
import { readSettings } from '@/domain/settings/read-settings';
import type { Id } from '@/lib/id';
import { maskEmail } from '@/lib/mask';
import { invitationText } from './invitation-mail';
import { expiryOfMail, untilText } from './invitation-rows';
import { invitationAddress } from './invitation-tokens';

const { customerReports, organizations } = schema;

/** A mail as it would reach its receiver if it were sent now. */
export interface MailPreview {
  readonly reportId: Id<'report'>;
  readonly customerName: string;
  readonly contactName: string;
  /** Masked. */
  readonly to: string | null;
  readonly subject: string;
  readonly body: string;
}

/**
 * The mails that inviting these reports would send, by name. Reports out of reach, not valid or without an address are missing. Where the
 * link will be, it is cut short: it is made when it is sent.
 *
 * @source spec/01 §1.3
 */
export async function previewInvitations(
  scope: ReadScope,
  ids: readonly Id<'report'>[],
  { type, language }: { type: AssociationType; language: 'zh-CN' | 'en' },
): Promise<MailPreview[]> {
  if (ids.length === 0) return [];
  const { invitation_valid_days: days } = await readSettings(database());
  const rows = await database()
    .select({
      reportId: customerReports.id,
      customerName: customerReports.customerName,
      contactName: customerReports.contactName,
      email: customerReports.email,
      partner: { name: organizations.name, nameEn: organizations.nameEn },
      until: untilText(expiryOfMail(days), scope.timeZone),
    })
    .from(customerReports)
    .innerJoin(organizations, eq(organizations.id, customerReports.organizationId))
    .where(
      and(
        eq(customerReports.organizationId, scope.organizationId),
        scope.accountManagerId ? eq(customerReports.reportedBy, scope.accountManagerId) : undefined,
        inArray(customerReports.id, [...ids]),
        sql`${customerReports.state} = 'reported' and ${customerReports.expiresAt} > clock_timestamp() and ${customerReports.email} is not null`,
      ),
    )
    .orderBy(asc(customerReports.customerName), asc(customerReports.id));
  const link = `${invitationAddress('')}…`;
  return rows.map(({ reportId, email, ...row }) => ({
    reportId,
    customerName: row.customerName,
    contactName: row.contactName,
    to: maskEmail(email),
    ...invitationText(language, { ...row, type, link }),
  }));
}
