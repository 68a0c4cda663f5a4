import { schema, type Transaction } from '@/db/client';
import type { AssociationType } from '@/db/schema/identity';
import type { DomainEvent } from '@/domain/trail';
import { type Id, newId } from '@/lib/id';
import { associate } from './associate';
import { insertFailure } from './join-attempts';
import { type JoinProblem, joinProblemOf } from './join-conditions';
import { type HeldJoin, holdJoin } from './join-facts';

/** What became of the association of a customer that a partner's program has made. */
export interface Settled {
  /** Null when it came about. */
  readonly cause: JoinProblem | null;
  readonly partner: HeldJoin['partner'];
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
    const { events } = await associate(tx, held, { id: customerId, name });
    return { cause, partner, events };
  }
  const from = { invitationId: null, reportId: null, via: 'api', type, accountManagerId: null } as const;
  const event = await insertFailure(tx, partner, from, { customerId, customerName: name }, cause);
  return { cause, partner, events: [event] };
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
  await tx.insert(schema.pendingAssociations).values({ id, ...owner, customerId, type, apiKeyId });
}
