import { eq } from 'drizzle-orm';
import { schema } from '@/db/client';
import type { Actor } from '@/domain/actor';
import { command } from '@/domain/command';
import { recordDenial } from '@/domain/trail';
import { newUserInput } from './input';
import { newSignInLink } from './sign-in-links';

const addMember = command({
  name: 'users.create',
  permission: 'users.create',
  returns: 'user',
  input: newUserInput,
  // Whoever may add a person, or let one in, could have a second one confirm what asks for a code.
  sensitive: 'customers_always',
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
const { commandName, permission } = addMember;

/**
 * Adds a member to the actor's organization. There is no password yet: the one-time link, shown this once, lets the person set it.
 *
 * One address is one account, wherever it is. So `email_taken` says that somebody somewhere has it, and whoever was told is kept in the audit.
 *
 * @source spec/11 §11.1, quality/acceptance.md A7, docs/decisions/0012-one-account-per-address.md
 */
export const createUser: typeof addMember = Object.assign(addAndNotice, { commandName, permission });

async function addAndNotice(actor: Actor, requestKey: string, input: unknown): ReturnType<typeof addMember> {
  const outcome = await addMember(actor, requestKey, input);
  // Without a subject: the address belongs to somebody else's organization, and who that is stays there.
  if (!outcome.ok && outcome.code === 'email_taken') await recordDenial(actor, commandName, outcome.code, null);
  return outcome;
}
