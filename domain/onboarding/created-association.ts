import { inArray } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import type { AssociationType } from '@/db/schema/identity';
import { jobActor } from '@/domain/job';
import type { DomainEvent } from '@/domain/trail';
import { asKind, type Id, newId } from '@/lib/id';
import { invariant } from '@/lib/invariant';
import { associate } from './associate';
import { type AttemptCause, insertFailure } from './join-attempts';
import { joinProblemOf } from './join-conditions';
import { type HeldJoin, holdJoin } from './join-facts';

const { organizations, pendingAssociations } = schema;

/** What became of the association of a customer that a partner's program has made. */
export interface Settled {
  /** Null when it came about. */
  readonly cause: AttemptCause | null;
  readonly events: readonly DomainEvent[];
}

/** Associates a made customer with its partner, or keeps why that could not be: the same conditions as for everybody else. */
export async function settleAssociation(
  tx: Transaction,
  partnerId: Id<'organization'>,
  customerId: Id<'customer'>,
  type: AssociationType,
): Promise<Settled> {
  const held = await holdJoin(tx, { partnerId, type }, { customerId, email: null });
  const { partner } = held;
  const name = held.customerName ?? '';
  const cause = joinProblemOf(held.facts) ?? null;
  if (cause === null) {
    const { events } = await associate(tx, held, { id: customerId, name }, jobActor(partner));
    return { cause, events };
  }
  return keepFailure(tx, partner, { id: customerId, name, type }, cause);
}

/** Keeps that the association could not be brought about however often it was tried. Holds nothing: something is in the way. */
export async function leaveUnsettled(
  tx: Transaction,
  partnerId: Id<'organization'>,
  customerId: Id<'customer'>,
  type: AssociationType,
): Promise<Settled> {
  const both = await tx
    .select({ id: organizations.id, rootId: organizations.rootId, name: organizations.name })
    .from(organizations)
    .where(inArray(organizations.id, [partnerId, asKind('organization', customerId)]));
  const partner = both.find(({ id }) => id === partnerId);
  invariant(partner, 'the partner of a made customer exists');
  const name = both.find(({ id }) => id !== partnerId)?.name ?? '';
  return keepFailure(tx, partner, { id: customerId, name, type }, 'not_completed');
}

async function keepFailure(
  tx: Transaction,
  partner: Pick<HeldJoin['partner'], 'id' | 'rootId'>,
  customer: { readonly id: Id<'customer'>; readonly name: string; readonly type: AssociationType },
  cause: AttemptCause,
): Promise<Settled> {
  const from = { invitationId: null, reportId: null, via: 'api', type: customer.type, accountManagerId: null } as const;
  const who = { customerId: customer.id, customerName: customer.name };
  return { cause, events: [await insertFailure(tx, partner, from, who, cause)] };
}

/** Leaves the association to the job that follows, in the same transaction as the customer itself. */
export async function leaveForLater(
  tx: Transaction,
  owner: { readonly organizationId: Id<'organization'>; readonly rootId: Id<'organization'> },
  customerId: Id<'customer'>,
  type: AssociationType,
  apiKeyId: Id<'apiKey'> | null,
): Promise<void> {
  const id = newId('pendingAssociation');
  await tx.insert(pendingAssociations).values({ id, ...owner, customerId, type, apiKeyId });
}
