import type { AssociationType } from '@/db/schema/identity';
import { messageText } from '@/domain/outgoing/queue-message';
import { localName } from '@/lib/local-name';
import en from '@/messages/en/common.json' with { type: 'json' };
import zh from '@/messages/zh-CN/common.json' with { type: 'json' };

/** What an invitation says: who invites whom, to what, until when. */
export interface Invited {
  readonly partner: { readonly name: string; readonly nameEn: string | null };
  readonly customerName: string;
  readonly contactName: string;
  readonly type: AssociationType;
  /** The moment the link stops working, as it is written in the mail. */
  readonly until: string;
  readonly link: string;
}

/** What stands in the places of the template. */
export const invitationValues = (language: 'zh-CN' | 'en', invited: Invited): Readonly<Record<string, string>> => ({
  partner: localName(invited.partner, language),
  customer: invited.customerName,
  contact: invited.contactName,
  type: (language === 'en' ? en : zh).associations[invited.type],
  until: invited.until,
  link: invited.link,
});

/** The mail as its receiver will read it, for the preview: from the same template and the same values. */
export const invitationText = (language: 'zh-CN' | 'en', invited: Invited): { subject: string; body: string } =>
  messageText(language, 'invitation', invitationValues(language, invited));
