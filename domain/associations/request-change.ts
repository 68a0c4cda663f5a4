import { and, eq, isNull } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import type { Actor } from '@/domain/actor';
import { command } from '@/domain/command';
import { asKind, type Id } from '@/lib/id';
import { checkHistory, checkRelation, maySwitch, readChangeHistory } from './change-checks';
import { holdRelation, type Relation } from './hold-relation';
import { requestChangeInput } from './input';
import { historyRefusals, relationRefusals, sideOf } from './model';

const { associationChanges, associations } = schema;

/**
 * Asks the other side to part, or to switch the type of the relation; nothing changes before it agrees.
 *
 * By an administrator of the partner or of the customer; whether customers may ask for a switch is a setting. Every check of the page is
 * made again here, and each has a refusal of its own. Of two at once, one finds the other's request open.
 *
 * @source spec/01 §1.7
 */
export const requestChange = command({
  name: 'association_changes.request',
  permission: 'association_changes.request',
  returns: 'associationChange',
  input: requestChangeInput,
  sensitive: 'customers_always',
  refusals: ['not_permitted', 'customer_not_found', 'same_type', ...relationRefusals, ...historyRefusals],
  constraints: { association_changes_open_key: 'change_open_already' },
  async run({ tx, actor, newId: id, refuse }, { customerId, kind, toType, reason }) {
    const side = sideOf(actor);
    if (kind === 'switch' && !(await maySwitch(tx, side))) return refuse('not_permitted');
    const relation = await holdOwnRelation(tx, actor, customerId);
    if (!relation) return refuse('customer_not_found');
    if (toType === relation.type) return refuse('same_type');
    const history = await readChangeHistory(tx, side, relation);
    const failed = [...checkRelation(relation, side, toType), ...checkHistory(history)].find(
      ({ isPassed }) => !isPassed,
    );
    if (failed) return refuse(failed.code);

    await tx.insert(associationChanges).values({
      id,
      organizationId: relation.organizationId,
      rootId: relation.rootId,
      customerId: relation.customerId,
      associationId: relation.id,
      kind,
      fromType: relation.type,
      toType,
      startedBy: side,
      reason,
      userId: actor.userId,
    });
    const facts = { customerId: relation.customerId, kind, toType, startedBy: side };
    return {
      id,
      audit: { detail: { ...facts, reason } },
      events: [
        {
          kind: 'association_change.requested',
          organizationId: relation.organizationId,
          rootId: relation.rootId,
          subjectId: id,
          payload: facts,
        },
      ],
    };
  },
});

/** The open relation the actor may change: a partner's with the customer it names, a customer's own. */
async function holdOwnRelation(
  tx: Transaction,
  actor: Actor,
  named: Id<'customer'> | undefined,
): Promise<Relation | undefined> {
  const own = actor.kind === 'customer' ? asKind('customer', actor.organizationId) : undefined;
  const customerId = named ?? own;
  if (!customerId || (own && customerId !== own)) return undefined;
  const [found] = await tx
    .select({
      id: associations.id,
      organizationId: associations.organizationId,
      customerId: associations.customerId,
    })
    .from(associations)
    .where(
      and(
        eq(associations.customerId, customerId),
        isNull(associations.endedAt),
        own ? undefined : eq(associations.organizationId, actor.organizationId),
      ),
    );
  return found && holdRelation(tx, found);
}
