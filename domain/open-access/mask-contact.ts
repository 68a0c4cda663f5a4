import type { AccessContact } from '@/db/schema/open-access';
import { maskEmail, maskMobile, maskName } from '@/lib/mask';

/** A contact as whoever does not change them may see it. */
export const maskContact = ({ name, mobile, email }: AccessContact): AccessContact => ({
  name: maskName(name),
  mobile: maskMobile(mobile),
  email: maskEmail(email),
});
