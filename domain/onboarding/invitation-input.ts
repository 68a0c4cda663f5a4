import { z } from 'zod';
import { languageNames } from '@/domain/identity/input';
import { idOf } from '@/lib/id';
import { plainText } from '@/lib/text';

/** How many prospects are invited in one go. */
export const invitedMax = 50;

/** How a customer is to be associated. */
const associationType = z.enum(['resale', 'referral'], 'invalid');
const language = z.enum(languageNames, 'invalid');

/** Reports to invite by mail: one or several, each once. One alone may come as plain text. */
export const inviteByMailInput = z.strictObject({
  reports: z
    .preprocess((value) => (typeof value === 'string' ? [value] : value), z.array(idOf('report')))
    .transform((ids) => [...new Set(ids)].toSorted())
    .refine((ids) => ids.length > 0, 'required')
    .refine((ids) => ids.length <= invitedMax, 'too_many_invited'),
  type: associationType,
  language,
});
export const resendInvitationInput = z.strictObject({ invitationId: idOf('invitation'), language });
export const invitationInput = z.strictObject({ invitationId: idOf('invitation') });
export const openGeneralLinkInput = z.strictObject({ type: associationType });
export const makeCustomLinkInput = z.strictObject({ type: associationType, label: plainText(64) });
