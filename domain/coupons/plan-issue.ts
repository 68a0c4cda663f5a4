import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import type { AssociationType } from '@/db/schema/identity';
import type { Actor } from '@/domain/actor';
import type { FieldProblems, RefusalCode } from '@/domain/refusal';
import { readSettings } from '@/domain/settings/read-settings';
import { asKind, type Id } from '@/lib/id';
import type { Money } from '@/lib/money';
import { type Cap, capsOf, holdForIssue, whyTooMany } from './caps';
import { holdParties, type Party, partnerRefusals } from './hold-parties';
import { type HeldQuota, quotaRefusals, whyNotUsable } from './hold-quotas';
import type { IssueCoupons } from './input';
import { narrow, problemsBeyond, type QuotaLimits } from './limits-model';
import { customersPerIssue } from './model';
import { type Validity, validityOf } from './validity';

const { associations } = schema;

/** Why coupons may not be issued as a whole. */
export const issueRefusals = [
  ...partnerRefusals,
  ...quotaRefusals,
  'quota_not_found',
  'too_many_customers',
  'face_below_minimum',
  'face_above_maximum',
  'too_many_coupons',
  'face_total_above_maximum',
  'limits_outside_quota',
  'terms_outside_quota',
] as const satisfies readonly RefusalCode[];
/** Why one customer cannot have a coupon. */
export const customerRefusals = [
  'customer_not_found',
  'customer_type_not_allowed',
  'customer_frozen',
  'customer_not_in_quota',
  'not_first_association',
] as const satisfies readonly RefusalCode[];

type IssueRefusal = (typeof issueRefusals)[number];
type CustomerRefusal = (typeof customerRefusals)[number];

/** What issuing comes to: the terms of each coupon, and who may have one. */
export interface IssuePlan {
  readonly quota: HeldQuota;
  /** What may be issued from it in all. */
  readonly caps: readonly Cap[];
  readonly terms: Validity & { readonly limits: QuotaLimits; readonly minOrderMinor: bigint };
  readonly customers: readonly { readonly id: Id<'customer'>; readonly refusal: CustomerRefusal | null }[];
}

/**
 * Looks at everything that issuing coupons depends on, and holds it: the partner, its customers and their relations, the quota. The balance
 * alone is left to the ledger.
 *
 * @param refuse called with the reason why nothing can be issued at all
 * @source spec/05 §5.2, spec/13 L10
 */
export async function planIssue(
  tx: Transaction,
  actor: Actor,
  input: IssueCoupons,
  refuse: (code: IssueRefusal, fields?: FieldProblems) => never,
): Promise<IssuePlan> {
  const { customerIds, faceValue } = input;
  if (actor.via === 'session' && customerIds.length > customersPerIssue.console)
    return refuse('too_many_customers', { customerIds: 'too_many' });
  const { quota, caps, terms, customers } = await holdIssue(tx, actor, input, refuse);
  const problem = whyNotOfValue(faceValue, quota.limits);
  if (problem) return refuse(problem);
  const count = customers.filter(({ refusal }) => !refusal).length;
  const tooMany = whyTooMany(caps, faceValue.minor * BigInt(count), count);
  if (tooMany) return refuse(tooMany);
  return { quota, caps, terms, customers };
}

/** The part of an issue that does not depend on how much and how many: for one of any size, and for a list that is only looked at. */
export async function holdIssue(
  tx: Transaction,
  actor: Actor,
  input: Omit<IssueCoupons, 'faceValue' | 'remark'>,
  refuse: (code: IssueRefusal, fields?: FieldProblems) => never,
): Promise<IssuePlan> {
  const { quotaId, customerIds, resellerId } = input;
  const parties = await holdParties(
    tx,
    actor,
    resellerId,
    customerIds.map((id) => asKind('organization', id)),
  );
  if (typeof parties === 'string') return refuse(parties);
  const { partner, others } = parties;
  const relations = await holdRelations(tx, partner.id, customerIds);
  const held = await holdForIssue(tx, quotaId, partner.id);
  if (!held) return refuse('quota_not_found');
  const { quota, source } = held;
  const problem = whyNotUsable(quota);
  if (problem) return refuse(problem);

  const validity = await validityOf(tx, input, quota);
  const { serviceTypes, productIds, minOrder } = input;
  const wanted = { serviceTypes, productIds, ...(minOrder ? { minOrderMinor: minOrder.minor.toString() } : {}) };
  const limits = narrow(quota.limits, wanted);
  if (typeof limits === 'string') return refuse(limits, problemsBeyond(quota.limits, wanted));

  const settings = await readSettings(tx);
  const isFirst = quota.limits.firstAssociationOnly ? await firstAssociated(tx, customerIds) : new Set(customerIds);
  const customers = customerIds.map((id) => {
    const relation = relations.get(id);
    const facts = { isFirst: isFirst.has(id), takesReferral: settings.coupons_to_referral === 1 };
    return { id, refusal: whyNot(others.get(asKind('organization', id)), relation, quota, { ...facts, id }) };
  });
  const caps = await capsOf(tx, [quota, source]);
  return { quota, caps, terms: { ...validity, limits, minOrderMinor: BigInt(limits.minOrderMinor) }, customers };
}

interface Held {
  readonly type: AssociationType;
  readonly isRestricted: boolean;
}

/** The open relations of the partner with these customers, held shared as by the money commands. */
async function holdRelations(tx: Transaction, partnerId: Id<'organization'>, customerIds: readonly Id<'customer'>[]) {
  const rows = await tx
    .select({ customerId: associations.customerId, type: associations.type, freezeLevel: associations.freezeLevel })
    .from(associations)
    .where(
      and(
        eq(associations.organizationId, partnerId),
        inArray(associations.customerId, [...customerIds]),
        isNull(associations.endedAt),
      ),
    )
    .orderBy(asc(associations.id))
    .for('share');
  return new Map(
    rows.map(({ customerId, type, freezeLevel }): [Id<'customer'>, Held] => {
      return [customerId, { type, isRestricted: freezeLevel !== null }];
    }),
  );
}

/** Why nobody may have a coupon of this value. */
export function whyNotOfValue({ minor }: Money, { faceMinMinor, faceMaxMinor }: QuotaLimits) {
  if (faceMinMinor && minor < BigInt(faceMinMinor)) return 'face_below_minimum';
  if (faceMaxMinor && minor > BigInt(faceMaxMinor)) return 'face_above_maximum';
  return undefined;
}

/** Those who have had one relation in their life, which is the open one. A switch of its type goes on with it. */
async function firstAssociated(tx: Transaction, customerIds: readonly Id<'customer'>[]): Promise<Set<Id<'customer'>>> {
  const rows = await tx
    .select({ id: associations.customerId })
    .from(associations)
    .where(inArray(associations.customerId, [...customerIds]))
    .groupBy(associations.customerId)
    .having(sql`count(*) filter (where ${associations.endedReason} is distinct from 'switched') = 1`);
  return new Set(rows.map(({ id }) => id));
}

function whyNot(
  customer: Party | undefined,
  relation: Held | undefined,
  { limits }: HeldQuota,
  facts: { readonly id: Id<'customer'>; readonly isFirst: boolean; readonly takesReferral: boolean },
): CustomerRefusal | null {
  if (!customer || !relation) return 'customer_not_found';
  const isAllowed = relation.type === 'resale' || facts.takesReferral;
  const { associationTypes, customerIds } = limits;
  if (!isAllowed || (associationTypes.length > 0 && !associationTypes.includes(relation.type)))
    return 'customer_type_not_allowed';
  if (customer.isFrozen || relation.isRestricted) return 'customer_frozen';
  if (customerIds.length > 0 && !customerIds.includes(facts.id)) return 'customer_not_in_quota';
  return facts.isFirst ? null : 'not_first_association';
}
