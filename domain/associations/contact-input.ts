import { z } from 'zod';
import { mobileNumber } from '@/domain/identity/organization-input';
import { idOf } from '@/lib/id';
import { seenInput } from '@/lib/seen-input';
import { emailAddress, optionalText, plainText } from '@/lib/text';

const contact = {
  name: plainText(64),
  position: optionalText(64),
  mobile: mobileNumber,
  email: z.preprocess((value) => value || null, emailAddress.nullable()),
};

/** What of a contact can be changed, by the names of the controls. */
export const contactFields = ['name', 'position', 'mobile', 'email'] as const;

/** Somebody can be reached one way at least. */
function isReachable(
  { mobile, email }: { mobile: string | null; email: string | null },
  context: z.core.$RefinementCtx,
): void {
  if (mobile === null && email === null)
    context.addIssue({ code: 'custom', path: ['mobile'], message: 'contact_missing' });
}

/** Whom customers may turn to: a name, and a mobile number or an e-mail address. */
export const addContactInput = z.strictObject(contact).superRefine(isReachable);
export const changeContactInput = z
  .strictObject({ contactId: idOf('customerContact'), ...contact, seen: seenInput })
  .superRefine(isReachable);
export const removeContactInput = z.strictObject({ contactId: idOf('customerContact') });
