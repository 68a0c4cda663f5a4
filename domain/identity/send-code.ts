import { eq } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { invariant } from '@/lib/invariant';
import { sendCodeInput } from './input';
import { sendCode } from './verification-codes';

/**
 * Sends whoever asks a code to their own address, for what asks for one.
 *
 * @source spec/11 §11.5
 */
export const sendOwnCode = command({
  name: 'account.send_code',
  permission: 'account.manage',
  returns: 'user',
  input: sendCodeInput,
  refusals: ['code_too_soon', 'not_permitted'],
  async run({ actor, tx, refuse }) {
    const { users } = schema;
    const { organizationId, rootId, userId } = actor;
    invariant(userId, 'only people are asked for codes');
    const [person] = await tx
      .select({ email: users.email, language: users.language, state: users.state })
      .from(users)
      .where(eq(users.id, userId));
    if (person?.state !== 'active') return refuse('not_permitted');
    const to = {
      organizationId,
      rootId,
      channel: 'email',
      recipient: person.email,
      language: person.language,
    } as const;
    if ((await sendCode(tx, { ...to, purpose: 'step_up', userId })) === 'too_soon') return refuse('code_too_soon');
    return { id: userId, audit: { detail: {} } };
  },
});
