import { eq } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { newUserInput } from './input';
import { newSignInLink } from './sign-in-links';

/**
 * Adds a member to the actor's organization. There is no password yet: the one-time link, shown this once, lets the person set it.
 *
 * @source spec/11 §11.1, quality/acceptance.md A7
 */
export const createUser = command({
  name: 'users.create',
  permission: 'users.create',
  returns: 'user',
  input: newUserInput,
  refusals: ['email_taken'],
  constraints: { users_email_key: 'email_taken' },
  async run({ actor, tx, newId: id, refuse }, { email, name, roles, language }) {
    const { users } = schema;
    const [taken] = await tx.select({ id: users.id }).from(users).where(eq(users.email, email));
    if (taken) return refuse('email_taken', { email: 'email_taken' });
    const user = { id, organizationId: actor.organizationId, rootId: actor.rootId };
    await tx.insert(users).values({ ...user, email, name, roles, language });
    return { id, audit: { detail: { roles: roles.join(' ') } }, once: await newSignInLink(tx, user) };
  },
});
