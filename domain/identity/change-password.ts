import { and, eq, isNull, sql } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import type { Actor } from '@/domain/actor';
import { command } from '@/domain/command';
import { invariant } from '@/lib/invariant';
import { changePasswordInput } from './input';
import { hashPassword, isHashable, isPassword, passwordProblem, TooManyHashes } from './passwords';
import { endSessionsOf, openSession } from './sessions';
import { countAttempt, forgive, passwordSubject } from './throttle';

const { users, organizations, sessions } = schema;

/**
 * Gives whoever asks a new password. Every session of theirs ends, the present one too, which goes on under a new id: the answer.
 *
 * Guessing the present password is slowed down as signing in is.
 *
 * @source quality/acceptance.md A7, A8, A9
 */
export const changePassword = command({
  name: 'account.change_password',
  permission: 'account.manage',
  returns: 'session',
  input: changePasswordInput,
  refusals: ['wrong_password', 'password_too_weak', 'sign_in_delayed', 'busy'],
  // Passwords are not kept, not even as part of a digest: a repeated request is known by its key.
  identify: () => 'password',
  async run({ actor, tx, refuse }, { currentPassword, newPassword, repeatedPassword }) {
    const person = await findPerson(tx, actor);
    if (newPassword !== repeatedPassword) return refuse('password_too_weak', { repeatedPassword: 'password_differs' });
    const problem = passwordProblem(newPassword, [
      person.name,
      person.email,
      person.organizationName,
      person.accountName,
    ]);
    if (problem) return refuse('password_too_weak', { newPassword: problem });

    const subjects = [passwordSubject(person.id)];
    if ((await countAttempt(subjects)) > 0) return refuse('sign_in_delayed');
    const hashed = await rehash(person.passwordHash, currentPassword, newPassword);
    if (hashed === 'busy') return refuse('busy');
    if (hashed === 'wrong') return refuse('wrong_password', { currentPassword: 'wrong_password' });
    if (hashed === 'same') return refuse('password_too_weak', { newPassword: 'password_same' });

    await forgive(tx, subjects);
    const changed = await tx
      .update(users)
      .set({ passwordHash: hashed.digest })
      .where(and(eq(users.id, person.id), sql`${users.passwordHash} = ${person.passwordHash}`))
      .returning({ id: users.id });
    if (changed.length === 0) return refuse('wrong_password', { currentPassword: 'wrong_password' });
    const { address, userAgent } = await findBrowser(tx, actor);
    const ended = await endSessionsOf(tx, person.id, 'password_changed');
    const { organizationId, rootId } = actor;
    const id = await openSession(tx, { userId: person.id, organizationId, rootId, address, userAgent });
    return { id, audit: { subjectId: person.id, detail: { endedSessions: ended } } };
  },
});

async function findPerson(tx: Transaction, actor: Actor) {
  invariant(actor.userId, 'only people have passwords');
  const [person] = await tx
    .select({
      id: users.id,
      name: users.name,
      email: users.email,
      passwordHash: users.passwordHash,
      organizationName: organizations.name,
      accountName: organizations.accountName,
    })
    .from(users)
    .innerJoin(organizations, eq(organizations.id, users.organizationId))
    .where(eq(users.id, actor.userId));
  invariant(person, 'whoever asks exists');
  return person;
}

/** The new digest, or why there is none. */
async function rehash(digest: string | null, currentPassword: string, newPassword: string) {
  try {
    if (!isHashable(currentPassword) || !(await isPassword(digest, currentPassword))) return 'wrong';
    if (currentPassword.normalize('NFKC') === newPassword.normalize('NFKC')) return 'same';
    return { digest: await hashPassword(newPassword) };
  } catch (error) {
    if (error instanceof TooManyHashes) return 'busy';
    throw error;
  }
}

/** The browser of the present session; a person without one is gone by now. */
async function findBrowser(tx: Transaction, actor: Actor) {
  invariant(actor.sessionId, 'only people change their password');
  const [browser] = await tx
    .select({ address: sessions.address, userAgent: sessions.userAgent })
    .from(sessions)
    .where(and(eq(sessions.id, actor.sessionId), isNull(sessions.endedAt)));
  return browser ?? { address: actor.address, userAgent: null };
}
