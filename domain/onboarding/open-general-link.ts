import { and, eq, isNull, sql } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import type { Actor } from '@/domain/actor';
import { command } from '@/domain/command';
import type { Id } from '@/lib/id';
import { invariant } from '@/lib/invariant';
import { developmentProblem, holdPartner } from './development';
import { openGeneralLinkInput } from './invitation-input';
import { inviter } from './invitation-rows';
import { newInvitationToken } from './invitation-tokens';

const { invitations, users } = schema;

/**
 * The person's own link for one type of association: made the first time, the same one ever after, until it is withdrawn. It never
 * expires, and its label is the person's name, so that whoever joins by it is attributed to them.
 *
 * @source spec/01 §1.4
 */
export const openGeneralLink = command({
  name: 'invitations.open_link',
  permission: 'onboarding.invite',
  returns: 'invitation',
  input: openGeneralLinkInput,
  refusals: ['organization_frozen', 'development_not_allowed'],
  async run({ actor, tx, newId: id, refuse }, { type }) {
    const problem = developmentProblem(await holdPartner(tx, actor.organizationId));
    if (problem) return refuse(problem);
    const linkId = await getOrCreate(tx, actor, { id, type });
    return { id: linkId, audit: { detail: { kind: 'link', association: type } } };
  },
});

/** Of two at once the second waits at the index for the first, and then finds its link. */
async function getOrCreate(
  tx: Transaction,
  actor: Actor,
  { id, type }: { id: Id<'invitation'>; type: 'resale' | 'referral' },
): Promise<Id<'invitation'>> {
  const { organizationId, rootId } = actor;
  const createdBy = inviter(actor);
  const { token, hash } = newInvitationToken();
  // 64 characters of a name that may have more.
  const label = sql<string>`(select left(${users.name}, 64) from ${users} where ${users.id} = ${sql.param(createdBy, users.id)})`;
  const link = { id, organizationId, rootId, kind: 'link' as const, type, label, token, tokenHash: hash, createdBy };
  const made = await tx.insert(invitations).values(link).onConflictDoNothing().returning({ id: invitations.id });
  if (made.length > 0) return id;
  const [found] = await tx
    .select({ id: invitations.id })
    .from(invitations)
    .where(
      and(
        eq(invitations.createdBy, createdBy),
        eq(invitations.type, type),
        eq(invitations.kind, 'link'),
        isNull(invitations.withdrawnAt),
      ),
    );
  invariant(found, 'what stood in the way of a link is a link');
  return found.id;
}
