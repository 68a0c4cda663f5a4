import { schema, type Transaction } from '@/db/client';
import { type Id, newId } from '@/lib/id';
import en from '@/messages/en/mail.json' with { type: 'json' };
import zh from '@/messages/zh-CN/mail.json' with { type: 'json' };

/** The texts there are, in `messages/<language>/mail.json`. */
export type MessageTemplate = keyof typeof en;
/** Their names. */
export const messageTemplates = Object.keys(en) as readonly MessageTemplate[];

/** Who is to get a message, and on whose behalf: its organization's data it stands among. */
export interface Addressee {
  readonly organizationId: Id<'organization'>;
  readonly rootId: Id<'organization'>;
  readonly channel: 'email' | 'sms';
  /** An e-mail address, or a number to call. */
  readonly recipient: string;
  readonly language: 'zh-CN' | 'en';
}

/**
 * Writes a message down in the same transaction as what it is about; a job sends it later, so no page waits for a mail server.
 *
 * @param message.values what stands in the places `{name}` of the text; line breaks in a subject become spaces
 * @param message.holdsSecret the text is erased once it has been sent: it holds a code or a link that lets somebody in
 * @returns undefined where nothing was written, since nobody can be reached there
 */
export async function queueMessage(
  tx: Transaction,
  to: Addressee,
  message: { template: MessageTemplate; values: Readonly<Record<string, string>>; holdsSecret?: boolean },
): Promise<Id<'message'> | undefined> {
  if (isPlaceHolder(to)) return undefined;
  const id = newId('message');
  const { subject, body } = messageText(to.language, message.template, message.values);
  await tx.insert(schema.outgoingMessages).values({
    id,
    ...to,
    template: message.template,
    subject,
    body,
    holdsSecret: message.holdsSecret ?? false,
  });
  return id;
}

/** `.invalid` is nobody's: what stands in for the address of somebody who has none. @source docs/decisions/0015-customers-made-by-program.md */
const isPlaceHolder = ({ channel, recipient }: Addressee): boolean =>
  channel === 'email' && /\.invalid$/i.test(recipient);

/** A message as its receiver will read it: also what a preview shows. */
export function messageText(
  language: 'zh-CN' | 'en',
  template: MessageTemplate,
  values: Readonly<Record<string, string>>,
): { subject: string; body: string } {
  const text = (language === 'en' ? en : zh)[template];
  const filled = (pattern: string) => pattern.replaceAll(/\{(\w+)\}/g, (place, name: string) => values[name] ?? place);
  return {
    subject: filled(text.subject)
      .replaceAll(/\p{Cc}+/gu, ' ')
      .slice(0, 256),
    body: filled(text.body).slice(0, 10_000),
  };
}
