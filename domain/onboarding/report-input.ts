import { z } from 'zod';
import { idOf } from '@/lib/id';
import { canonicalMobile, isMainlandMobile } from '@/lib/mobile';
import { emailAddress, optionalText, plainText } from '@/lib/text';
import { prospectOwners } from './report-model';

/**
 * A mainland mobile number as eleven digits, however it is grouped and with or without `+86`. It has to equal the number the customer
 * registers with later.
 *
 * @source spec/01 §1.2, §1.6
 */
const mainlandMobile = z
  .string()
  .max(64, 'too_long')
  .transform(canonicalMobile)
  .refine(isMainlandMobile, 'invalid_mainland_mobile');

/** What a form may leave empty is then null. */
const orNothing = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (value === undefined || value === '' ? null : value), schema.nullable());

/** A prospect: who it is, and how it can be reached. */
export const newReportInput = z.strictObject({
  customerName: plainText(128),
  contactName: plainText(128),
  mobile: mainlandMobile,
  email: orNothing(emailAddress),
  label: optionalText(64),
  remark: optionalText(256),
});
export type NewReport = z.output<typeof newReportInput>;

/** A report, by id. */
export const reportInput = z.strictObject({ reportId: idOf('report') });

/** What the operator makes of a report. The partner is told why it was rejected. */
export const reviewReportInput = z
  .strictObject({
    reportId: idOf('report'),
    decision: z.enum(['approve', 'reject'], 'invalid'),
    note: optionalText(256),
  })
  .refine(({ decision, note }) => decision === 'approve' || note !== null, { path: ['note'], message: 'required' });

/** A prospect no partner shall report: known by its number, its address or both. */
export const reserveProspectInput = z
  .strictObject({
    owner: z.enum(prospectOwners, 'invalid'),
    name: plainText(128),
    mobile: orNothing(mainlandMobile),
    email: orNothing(emailAddress),
  })
  .refine(({ mobile, email }) => mobile !== null || email !== null, { path: ['mobile'], message: 'required' });
export const releaseProspectInput = z.strictObject({ prospectId: idOf('prospect') });

/** Whether a partner may report and invite. */
export const grantDevelopmentInput = z.strictObject({
  organizationId: idOf('organization'),
  develops: z.enum(['yes', 'no'], 'invalid'),
});
