import { eq } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import { asKind, type Id } from '@/lib/id';

const { associations } = schema;

/**
 * To whose account a refund goes: what the partner paid goes back to it; what a resale customer paid from its balance was its partner's
 * money, so it stays with the customer while the relation lasts and goes to the partner once it has ended, by parting or by a switch;
 * what a referral customer paid was its own. Undefined when there is no such relation.
 *
 * The relation is held shared: a parting that is decided at the same time comes before or after.
 *
 * @param paid under which relation, and from whose account
 * @source spec/07 §7.5, spec/13 L12, L13
 */
export async function findRefundDestination(
  tx: Transaction,
  paid: { readonly associationId: Id<'association'>; readonly by: 'customer' | 'partner' },
): Promise<Id<'organization'> | undefined> {
  const [relation] = await tx
    .select({
      organizationId: associations.organizationId,
      customerId: associations.customerId,
      type: associations.type,
      endedAt: associations.endedAt,
    })
    .from(associations)
    .where(eq(associations.id, paid.associationId))
    .for('share');
  if (!relation) return undefined;
  const isPartners = paid.by === 'partner' || (relation.type === 'resale' && relation.endedAt !== null);
  return isPartners ? relation.organizationId : asKind('organization', relation.customerId);
}
