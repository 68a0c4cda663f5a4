import type { z } from 'zod';
import { inTransaction } from '@/db/client';
import { countAttempt, registerAddressSubject, registerSubject } from '@/domain/identity/throttle';
import { sendCode } from '@/domain/identity/verification-codes';
import type { FieldProblems, RefusalCode } from '@/domain/refusal';
import { contactInput } from './join-input';
import { lookAtInvitation } from './join-invitation';

type Contact = z.output<typeof contactInput>;

/**
 * Where codes were sent, in the spelling they are asked for; or why none was. Too soon means that the address, the number or both have a
 * code already, from a moment ago; one that has none was sent one now.
 */
export type CodeOutcome =
  | { readonly ok: true; readonly contact: Contact }
  | { readonly ok: false; readonly code: 'code_too_soon'; readonly contact: Contact; readonly fields: FieldProblems }
  | { readonly ok: false; readonly code: Exclude<RefusalCode, 'code_too_soon'>; readonly fields: FieldProblems };

/**
 * Sends the codes with which somebody who holds an invitation shows that an address and a number are theirs: a mail to the one, a text
 * message to the other.
 *
 * Not a command: nobody is asking yet. The answer is the same whether the address has an account or not. Asking is slowed down by address,
 * by number and by where it comes from, as signing in is.
 *
 * @source spec/01 §1.5, quality/acceptance.md A1
 */
export async function sendRegisterCodes(asked: {
  readonly token: string;
  readonly email: unknown;
  readonly mobile: unknown;
  readonly language: 'zh-CN' | 'en';
  readonly address: string | null;
}): Promise<CodeOutcome> {
  const refused = (code: Exclude<RefusalCode, 'code_too_soon'>, fields: FieldProblems = {}) =>
    ({ ok: false, code, fields }) as const;
  const invitation = await lookAtInvitation(asked.token);
  if (!invitation) return refused('invitation_not_found');
  if (invitation.problem) return refused(invitation.problem);
  const parsed = contactInput.safeParse({ email: asked.email, mobile: asked.mobile });
  if (!parsed.success) return refused('invalid_input', problemsOf(parsed.error.issues));
  const contact = parsed.data;
  const { organizationId, rootId } = invitation;
  const subjects = [
    registerSubject(organizationId, contact.email),
    registerSubject(organizationId, contact.mobile),
    ...(asked.address ? [registerAddressSubject(asked.address)] : []),
  ];
  if (await countAttempt(subjects)) return refused('sign_in_delayed');
  const about = { organizationId, rootId, language: asked.language, purpose: 'register' } as const;
  // The mail first, always: two who ask with one number wait for each other in one order.
  const sent = await inTransaction(async (tx) => [
    await sendCode(tx, { ...about, channel: 'email', recipient: contact.email }),
    await sendCode(tx, { ...about, channel: 'sms', recipient: contact.mobile }),
  ]);
  if (sent.includes('too_soon')) return { ok: false, code: 'code_too_soon', contact, fields: {} };
  return { ok: true, contact };
}

/** The first problem of each field. */
const problemsOf = (
  issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[],
): FieldProblems => Object.fromEntries(issues.toReversed().map(({ path, message }) => [String(path[0]), message]));
