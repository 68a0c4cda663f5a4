import { and, eq, isNull, sql } from 'drizzle-orm';
import { z } from 'zod';
import { database, schema } from '@/db/client';
import type { Actor } from '@/domain/actor';
import { command, parseInput, refusalOutcome } from '@/domain/command';
import { may } from '@/domain/permission';
import { isRequestKey, unlessActed } from '@/domain/receipts';
import { Refusal } from '@/domain/refusal';
import { readSettings } from '@/domain/settings/read-settings';
import { type Id, idOf } from '@/lib/id';
import { invariant } from '@/lib/invariant';
import { verifyCodeInput } from './input';
import { tryCode, useCode } from './verification-codes';

/** What is known when the transaction begins: the code that was right. None for a request that has acted before. */
const triedInput = z.strictObject({ userId: idOf('user'), codeId: idOf('verificationCode').nullable() });

const markVerified = command({
  name: 'account.verify_code',
  permission: 'account.manage',
  returns: 'session',
  input: triedInput,
  refusals: ['code_wrong', 'code_expired', 'session_not_found'],
  // A code is not kept, not even as part of a digest: a repeated request is known by its key and by who asks.
  identify: ({ userId }) => userId,
  async run({ actor, tx, refuse }, { userId, codeId }) {
    invariant(actor.sessionId, 'only people in a session show codes');
    if (!codeId || !(await useCode(tx, actor.organizationId, codeId)))
      return refuse('code_expired', { code: 'code_expired' });
    const { sessions } = schema;
    const { code_shown_minutes: minutes } = await readSettings(tx);
    const verified = await tx
      .update(sessions)
      .set({ verifiedUntil: sql`clock_timestamp() + make_interval(mins => ${minutes})` })
      .where(and(eq(sessions.id, actor.sessionId), eq(sessions.userId, userId), isNull(sessions.endedAt)))
      .returning({ id: sessions.id });
    if (verified.length === 0) return refuse('session_not_found');
    return { id: actor.sessionId, audit: { detail: { minutes } } };
  },
});
const { commandName, permission } = markVerified;

/**
 * Takes the code that was sent to whoever asks: for some minutes this session, and no other, may then do what asks for one.
 *
 * The comparison comes before the transaction, so that a wrong try counts although the request leaves nothing else.
 *
 * @source spec/11 §11.5, domain/settings/model.ts code_shown_minutes
 */
export const verifyOwnCode: typeof markVerified = Object.assign(verifyCode, { commandName, permission });

async function verifyCode(actor: Actor, requestKey: string, raw: unknown): ReturnType<typeof markVerified> {
  try {
    if (!may(actor, permission)) throw new Refusal('not_permitted');
    if (!isRequestKey(requestKey)) throw new Refusal('invalid_input', { requestKey: 'invalid' });
    const { code } = parseInput(verifyCodeInput, raw);
    const { organizationId, userId } = actor;
    invariant(userId, 'only people are asked for codes');
    const request = { organizationId, command: commandName, requestKey };
    const codeId = await unlessActed(request, () => codeOf(actor, userId, code));
    return await markVerified(actor, requestKey, { userId, codeId });
  } catch (error) {
    // Without the input: the audit holds no codes.
    return refusalOutcome(error, actor, commandName, null);
  }
}

/** @refuses code_wrong, code_expired (thrown) */
async function codeOf({ organizationId }: Actor, userId: Id<'user'>, code: string): Promise<Id<'verificationCode'>> {
  const { users } = schema;
  const [person] = await database().select({ email: users.email }).from(users).where(eq(users.id, userId));
  invariant(person, 'whoever asks exists');
  const tried = await tryCode({ organizationId, purpose: 'step_up', target: person.email, code });
  if (tried.state === 'right') return tried.id;
  const refusal = tried.state === 'wrong' ? 'code_wrong' : 'code_expired';
  throw new Refusal(refusal, { code: refusal });
}
