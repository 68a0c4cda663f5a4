import { eq, inArray } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import { type FieldProblems, Refusal } from '@/domain/refusal';
import type { Id } from '@/lib/id';
import { invariant } from '@/lib/invariant';
import type { GrantQuota } from './input';
import { narrow, openLimits, type QuotaLimits } from './limits-model';
import { type Validity, validityOf } from './validity';
import { wantedLimits } from './wanted-limits';

const { customers, organizations } = schema;

/** The kinds of partner that have their quota from the platform. */
export const receivingKinds = ['distributor', 'solution_provider', 'subsidised_partner'] as const;
const receiving: readonly string[] = receivingKinds;

/** Why the platform may not grant quota. */
export const grantRefusals = ['organization_not_found', 'cannot_receive_quota'] as const;

/** What a grant comes to: in whose tree, from when to when, limited to what. */
interface GrantPlan {
  readonly rootId: Id<'organization'>;
  readonly validity: Validity;
  readonly limits: QuotaLimits;
}

/**
 * Looks at everything a grant depends on, and holds the partner.
 *
 * @param refuse called with the reason why nothing can be granted
 * @refuses invalid_input for a time that has passed, or customers who do not exist (thrown)
 * @source spec/05 §5.1
 */
export async function planGrant(
  tx: Transaction,
  input: GrantQuota,
  refuse: (code: (typeof grantRefusals)[number], fields?: FieldProblems) => never,
): Promise<GrantPlan> {
  const [partner] = await tx
    .select({ kind: organizations.kind, rootId: organizations.rootId, currency: organizations.currency })
    .from(organizations)
    .where(eq(organizations.id, input.organizationId))
    .for('share');
  if (!partner) return refuse('organization_not_found');
  if (!receiving.includes(partner.kind) || partner.currency !== input.amount.currency)
    return refuse('cannot_receive_quota');
  if (!(await doExist(tx, input.customerIds))) throw new Refusal('invalid_input', { customerIds: 'not_found' });
  const validity = await validityOf(tx, input);
  const limits = narrow(openLimits, wantedLimits(input));
  invariant(typeof limits === 'object', 'what comes from the platform has nothing to go beyond');
  return { rootId: partner.rootId, validity, limits };
}

/** Whether all of them do: a quota for somebody who does not exist would be for nobody. */
async function doExist(tx: Transaction, customerIds: readonly Id<'customer'>[]): Promise<boolean> {
  const found = await tx
    .select({ id: customers.id })
    .from(customers)
    .where(inArray(customers.id, [...customerIds]));
  return found.length === customerIds.length;
}
