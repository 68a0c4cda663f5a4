import { inTransaction } from '@/db/client';
import { countAttempt, registerAddressSubject, registerSubject } from '@/domain/identity/throttle';
import { sendCode } from '@/domain/identity/verification-codes';
import type { FieldProblems, RefusalCode } from '@/domain/refusal';
import { channelOf, codeTarget } from './join-input';
import { lookAtInvitation } from './join-invitation';

/** Where a code was sent, in the spelling it is asked for; or why none was. Too soon means that one is there already. */
export type CodeOutcome =
  | { readonly ok: true; readonly target: string }
  | { readonly ok: false; readonly code: 'code_too_soon'; readonly target: string; readonly fields: FieldProblems }
  | { readonly ok: false; readonly code: Exclude<RefusalCode, 'code_too_soon'>; readonly fields: FieldProblems };

/**
 * Sends the code with which somebody who holds an invitation shows that an address or a number is theirs.
 *
 * Not a command: nobody is asking yet. The answer is the same whether the address has an account or not. Asking is slowed down by target and
 * by where it comes from, as signing in is.
 *
 * @source spec/01 §1.5, quality/acceptance.md A1
 */
export async function sendRegisterCode(asked: {
  readonly token: string;
  readonly target: unknown;
  readonly language: 'zh-CN' | 'en';
  readonly address: string | null;
}): Promise<CodeOutcome> {
  const refused = (code: Exclude<RefusalCode, 'code_too_soon'>, fields: FieldProblems = {}) =>
    ({ ok: false, code, fields }) as const;
  const invitation = await lookAtInvitation(asked.token);
  if (!invitation) return refused('invitation_not_found');
  if (invitation.problem) return refused(invitation.problem);
  const parsed = codeTarget.safeParse(asked.target);
  if (!parsed.success) return refused('invalid_input', { target: parsed.error.issues[0]?.message ?? 'invalid' });
  const target = parsed.data;
  const subjects = [registerSubject(target), ...(asked.address ? [registerAddressSubject(asked.address)] : [])];
  if (await countAttempt(subjects)) return refused('sign_in_delayed');
  const { organizationId, rootId } = invitation;
  const addressee = { organizationId, rootId, channel: channelOf(target), recipient: target, language: asked.language };
  const sent = await inTransaction((tx) => sendCode(tx, { ...addressee, purpose: 'register' }));
  return sent === 'sent' ? { ok: true, target } : { ok: false, code: 'code_too_soon', target, fields: {} };
}
