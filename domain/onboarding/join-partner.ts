import { eq } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import type { Actor } from '@/domain/actor';
import { command } from '@/domain/command';
import { asKind } from '@/lib/id';
import { associate } from './associate';
import { isFullConsent } from './consent-model';
import { keepConsents } from './consents';
import { invitationTokenHash } from './invitation-tokens';
import { keepFailedJoin } from './join-attempts';
import { isJoinProblem, joinProblemOf, joinProblems } from './join-conditions';
import { findInvitation, holdJoin } from './join-facts';
import { joinPartnerInput } from './join-input';

const { organizations, users } = schema;

const join = command({
  name: 'association.join',
  permission: 'association.join',
  returns: 'association',
  input: joinPartnerInput,
  refusals: ['not_permitted', 'invitation_not_found', 'consent_missing', ...joinProblems],
  constraints: { associations_one_open_key: 'associated_with_another' },
  // The token lets somebody in, so not even a digest made with it is kept: its own is there already.
  identify: ({ token, ...rest }) => ({ ...rest, invitation: invitationTokenHash(token).toString('hex') }),
  async run({ actor, tx, refuse }, { token, language, ...consent }) {
    const { organizationId, rootId, address, userId } = actor;
    if (userId === null) return refuse('not_permitted');
    const invitation = await findInvitation(tx, invitationTokenHash(token));
    if (!invitation) return refuse('invitation_not_found');
    if (!isFullConsent(consent)) return refuse('consent_missing', { agreements: 'consents_missing' });
    const customerId = asKind('customer', organizationId);
    const [person] = await tx.select({ email: users.email }).from(users).where(eq(users.id, userId));
    const held = await holdJoin(tx, { invitation }, { customerId, email: person?.email ?? null });
    const problem = joinProblemOf(held.facts);
    if (problem) return refuse(problem);
    const customer = { id: customerId, name: held.customerName ?? '' };
    const { associationId, events } = await associate(tx, held, customer, actor);
    const { type } = invitation;
    const given = { organizationId, rootId, userId, associationId, partnerId: held.partner.id, type };
    await keepConsents(tx, { ...given, language, address });
    const detail = { partnerId: held.partner.id, type, invitationId: invitation.id };
    return { id: associationId, audit: { subjectId: customerId, detail }, events };
  },
});
const { commandName, permission } = join;

/**
 * Associates the actor's organization, a customer, with the partner that invited it. All four consents are given, or nothing is kept.
 * Only people consent: a key does not.
 *
 * Whatever keeps a customer out is told to it here and kept for the partner's history.
 *
 * @refuses invitation_not_found, consent_missing, and every condition of `join-conditions.ts`
 * @source spec/01 §1.5
 */
export const joinPartner: typeof join = Object.assign(joinAndKeepFailure, { commandName, permission });

async function joinAndKeepFailure(actor: Actor, requestKey: string, raw: unknown): ReturnType<typeof join> {
  const outcome = await join(actor, requestKey, raw);
  const input = joinPartnerInput.safeParse(raw).data;
  if (outcome.ok || !input || !isJoinProblem(outcome.code)) return outcome;
  const [own] = await database()
    .select({ name: organizations.name })
    .from(organizations)
    .where(eq(organizations.id, actor.organizationId));
  const isCustomer = outcome.code !== 'is_a_partner';
  const customerId = isCustomer ? asKind('customer', actor.organizationId) : null;
  const who = { customerId, customerName: own?.name ?? '' };
  await keepFailedJoin(invitationTokenHash(input.token), who, outcome.code);
  return outcome;
}
