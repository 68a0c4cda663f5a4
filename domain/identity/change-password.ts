import { and, eq, isNull } from 'drizzle-orm';
import { z } from 'zod';
import { database, schema, type Transaction } from '@/db/client';
import type { Actor } from '@/domain/actor';
import { command, parseInput, refusalOutcome } from '@/domain/command';
import { may } from '@/domain/permission';
import { hasActed, isRequestKey } from '@/domain/receipts';
import { Refusal } from '@/domain/refusal';
import { type Id, idOf } from '@/lib/id';
import { invariant } from '@/lib/invariant';
import { changePasswordInput } from './input';
import { hashPassword, isHashable, isPassword, passwordProblem, TooManyHashes } from './passwords';
import { endSessionsOf, openSession } from './sessions';
import { countAttempt, forgive, passwordSubject, takeBack } from './throttle';

const { users, organizations, sessions } = schema;

/** What is known when the transaction begins: the digest the present password was checked against, and that of the new one. */
const checkedInput = z.strictObject({
  userId: idOf('user'),
  digests: z.strictObject({ current: z.string(), next: z.string() }).nullable(),
});
type Digests = NonNullable<z.output<typeof checkedInput>['digests']>;

const setPassword = command({
  name: 'account.change_password',
  permission: 'account.manage',
  returns: 'session',
  input: checkedInput,
  refusals: ['wrong_password', 'password_too_weak', 'sign_in_delayed', 'busy', 'not_permitted'],
  // Passwords are not kept, not even as part of a digest: a repeated request is known by its key and by who asks.
  identify: ({ userId }) => userId,
  async run({ actor, tx, refuse }, { userId, digests }) {
    const person = await holdPerson(tx, actor, userId);
    if (!person) return refuse('not_permitted');
    if (!digests || person.passwordHash !== digests.current)
      return refuse('wrong_password', { currentPassword: 'wrong_password' });
    await forgive(tx, [passwordSubject(userId)]);
    await tx.update(users).set({ passwordHash: digests.next }).where(eq(users.id, userId));
    const ended = await endSessionsOf(tx, userId, 'password_changed');
    const { organizationId, rootId } = actor;
    const { address, userAgent } = person;
    const id = await openSession(tx, { userId, organizationId, rootId, address, userAgent });
    return { id, audit: { subjectId: userId, detail: { endedSessions: ended } } };
  },
});
const { commandName, permission } = setPassword;

/**
 * Gives whoever asks a new password. Every session of theirs ends, the present one too, which goes on under a new id: the answer.
 *
 * Guessing the present password is slowed down as signing in is. Counting and hashing come before the transaction: neither a connection
 * nor a lock is held while two hashes wait for their turn. The transaction then makes sure that the digest is still the one checked.
 *
 * @source quality/acceptance.md A7, A8, A9
 */
export const changePassword: typeof setPassword = Object.assign(changeOwnPassword, { commandName, permission });

async function changeOwnPassword(actor: Actor, requestKey: string, raw: unknown): ReturnType<typeof setPassword> {
  try {
    if (!may(actor, permission)) throw new Refusal('not_permitted');
    if (!isRequestKey(requestKey)) throw new Refusal('invalid_input', { requestKey: 'invalid' });
    const input = parseInput(changePasswordInput, raw);
    invariant(actor.userId, 'only people have passwords');
    // What acted before is not checked again: the present password is another by now.
    const digests = (await hasActed(actor.organizationId, commandName, requestKey))
      ? null
      : await checkPasswords(actor.userId, input);
    return await setPassword(actor, requestKey, { userId: actor.userId, digests });
  } catch (error) {
    // Without the input: the audit does not look for ids among passwords.
    return refusalOutcome(error, actor, commandName, null);
  }
}

/** @refuses wrong_password, password_too_weak, sign_in_delayed, busy (thrown) */
async function checkPasswords(userId: Id<'user'>, input: z.output<typeof changePasswordInput>): Promise<Digests> {
  const { currentPassword, newPassword, repeatedPassword } = input;
  const { passwordHash, names } = await findPerson(userId);
  const weak = (field: 'newPassword' | 'repeatedPassword', problem: string) =>
    new Refusal('password_too_weak', { [field]: problem });
  if (newPassword !== repeatedPassword) throw weak('repeatedPassword', 'password_differs');
  const problem = passwordProblem(newPassword, names);
  if (problem) throw weak('newPassword', problem);

  const subjects = [passwordSubject(userId)];
  if (await countAttempt(subjects)) throw new Refusal('sign_in_delayed');
  try {
    const isRight = isHashable(currentPassword) && (await isPassword(passwordHash, currentPassword));
    if (!isRight || !passwordHash) throw new Refusal('wrong_password', { currentPassword: 'wrong_password' });
    if (currentPassword.normalize('NFKC') === newPassword.normalize('NFKC')) throw weak('newPassword', 'password_same');
    return { current: passwordHash, next: await hashPassword(newPassword) };
  } catch (error) {
    if (!(error instanceof TooManyHashes)) throw error;
    await takeBack(database(), subjects);
    throw new Refusal('busy');
  }
}

async function findPerson(userId: Id<'user'>) {
  const [person] = await database()
    .select({ user: users, organizationName: organizations.name, accountName: organizations.accountName })
    .from(users)
    .innerJoin(organizations, eq(organizations.id, users.organizationId))
    .where(eq(users.id, userId));
  invariant(person, 'whoever asks exists');
  const { user, organizationName, accountName } = person;
  return { passwordHash: user.passwordHash, names: [user.name, user.email, organizationName, accountName] };
}

/**
 * The person and the browser of the present session, held until the transaction ends. Undefined when they were disabled, frozen or signed
 * out since they asked: no session may open after that. The user first, as disabling does it.
 */
async function holdPerson(tx: Transaction, actor: Actor, userId: Id<'user'>) {
  const [person] = await tx
    .select({ passwordHash: users.passwordHash })
    .from(users)
    .where(and(eq(users.id, userId), eq(users.state, 'active')))
    .for('no key update');
  const [organization] = await tx
    .select({ id: organizations.id })
    .from(organizations)
    .where(and(eq(organizations.id, actor.organizationId), eq(organizations.state, 'active')))
    .for('share');
  invariant(actor.sessionId, 'only people change their password');
  const [browser] = await tx
    .select({ address: sessions.address, userAgent: sessions.userAgent })
    .from(sessions)
    .where(and(eq(sessions.id, actor.sessionId), eq(sessions.userId, userId), isNull(sessions.endedAt)));
  return person && organization && browser ? { ...person, ...browser } : undefined;
}
