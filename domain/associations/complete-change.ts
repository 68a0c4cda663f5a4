import { eq, sql } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import type { Actor } from '@/domain/actor';
import { returnCoupons } from '@/domain/coupons/return-coupons';
import type { DomainEvent } from '@/domain/trail';
import { asKind, type Id, newId } from '@/lib/id';
import { formatMoney, type Money } from '@/lib/money';
import type { HeldChange } from './hold-change';
import type { Relation } from './hold-relation';
import { findReturn, type Return, returnBalance } from './return-balance';

const { associationChanges, associations } = schema;

/** What a completed change leaves behind: which transfer it posted, if there was money, and who should hear of it. */
export interface Completed {
  readonly transferId: Id<'transfer'> | null;
  readonly returned: string;
  /** What was left of coupons, and of how many. */
  readonly coupons: { readonly count: number; readonly amount: Money };
  readonly events: readonly DomainEvent[];
}

/**
 * Does what both sides have agreed to, all of it or nothing: the relation ends, for a switch the next one begins, and the whole balance
 * goes back. Relations are rows with a from and a to, so what was true once stays written.
 *
 * What is left of the coupons the partner has issued to it goes back to their quotas too: before the money, since balances are locked to the
 * end, and under the id of the change.
 *
 * @source spec/01 §1.7 "Effects", spec/13 L8
 */
export async function completeChange(
  tx: Transaction,
  actor: Actor,
  relation: Relation,
  change: HeldChange,
  answer: string | null,
): Promise<Completed> {
  const back = await findReturn(tx, relation);
  await endRelation(tx, relation, change);
  if (change.toType) await beginRelation(tx, relation, change.toType);
  await closeChange(tx, actor, change.id, {
    state: 'completed',
    answer,
    returnedMinor: back?.amount.minor ?? 0n,
    currency: relation.currency,
  });
  const coupons = await returnCoupons(tx, actor, relation, {
    action: 'association_changes.answer',
    operationId: change.id,
    kind: change.kind === 'switch' ? 'switch' : 'unbind',
  });
  const transferId = back ? await returnBalance(tx, actor, relation, { ...back, changeId: change.id }) : null;
  return {
    transferId,
    returned: back ? formatMoney(back.amount) : '0.00',
    coupons,
    events: [
      endingEvent(relation, change),
      ...(back && transferId ? [returnEvent(relation, change, back, transferId)] : []),
    ],
  };
}

/** How a change ends. */
type Ending = Partial<Pick<HeldChange, 'returnedMinor' | 'currency'>> & {
  readonly state: 'completed' | 'rejected' | 'withdrawn';
  readonly answer?: string | null;
};

/** Writes down how a held change ended, and through whom. */
export async function closeChange(
  tx: Transaction,
  actor: Actor,
  id: Id<'associationChange'>,
  ending: Ending,
): Promise<void> {
  await tx
    .update(associationChanges)
    .set({ ...ending, answeredBy: actor.userId, endedAt: sql`clock_timestamp()` })
    .where(eq(associationChanges.id, id));
}

async function endRelation(tx: Transaction, { id }: Relation, { kind }: HeldChange): Promise<void> {
  const endedReason = kind === 'switch' ? 'switched' : 'disassociated';
  await tx.update(associations).set({ endedAt: sql`clock_timestamp()`, endedReason }).where(eq(associations.id, id));
}

/** The same two, with everything the partner has noted, under the other type. */
async function beginRelation(tx: Transaction, relation: Relation, type: Relation['type']): Promise<void> {
  const { organizationId, rootId, customerId, label, remark, accountManagerId, invitationId } = relation;
  await tx.insert(associations).values({
    id: newId('association'),
    organizationId,
    rootId,
    customerId,
    type,
    label,
    remark,
    accountManagerId,
    invitationId,
  });
}

/** An event about a relation, as its partner's; the customer is in what it says. */
const aboutRelation = ({ organizationId, rootId, customerId }: Relation, change: HeldChange) => ({
  organizationId,
  rootId,
  payload: { customerId, changeId: change.id, startedBy: change.startedBy },
});

function endingEvent(relation: Relation, change: HeldChange): DomainEvent {
  const { payload, ...about } = aboutRelation(relation, change);
  const types = { fromType: change.fromType, toType: change.toType };
  return {
    ...about,
    kind: change.kind === 'switch' ? 'customer.type_switched' : 'customer.left',
    subjectId: relation.customerId,
    payload: { ...payload, ...types },
  };
}

function returnEvent(
  relation: Relation,
  change: HeldChange,
  { amount }: Return,
  transferId: Id<'transfer'>,
): DomainEvent {
  const { payload, ...about } = aboutRelation(relation, change);
  const adjustmentId = asKind('adjustment', change.id);
  return {
    ...about,
    kind: 'funds.returned',
    subjectId: adjustmentId,
    transferId,
    payload: { ...payload, adjustmentId, amount: formatMoney(amount), currency: amount.currency },
  };
}
