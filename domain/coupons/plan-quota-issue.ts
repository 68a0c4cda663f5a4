import { eq } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import type { Actor } from '@/domain/actor';
import type { FieldProblems, RefusalCode } from '@/domain/refusal';
import type { Id } from '@/lib/id';
import { holdParties, type Party, partnerRefusals } from './hold-parties';
import { type HeldQuota, holdQuotas, quotaRefusals, whyNotUsable } from './hold-quotas';
import type { IssueQuota } from './input';
import { narrow, problemsBeyond, type QuotaLimits } from './limits-model';
import { type Validity, validityOf } from './validity';
import { wantedLimits } from './wanted-limits';

const { couponQuotas } = schema;

/** Why quota may not be issued as a whole. */
export const quotaIssueRefusals = [
  ...partnerRefusals,
  ...quotaRefusals,
  'quota_not_found',
  'limits_outside_quota',
  'terms_outside_quota',
] as const satisfies readonly RefusalCode[];

type ResellerRefusal = 'reseller_not_found' | 'reseller_frozen';

/** What issuing quota comes to: on what terms, and which resellers may have it. */
export interface QuotaIssuePlan {
  readonly parent: HeldQuota;
  readonly validity: Validity;
  readonly limits: QuotaLimits;
  readonly resellers: readonly { readonly id: Id<'organization'>; readonly refusal: ResellerRefusal | null }[];
}

/**
 * Looks at everything that issuing quota depends on, and holds it: the distributor, its resellers, the quota. The balance alone is left to the
 * ledger.
 *
 * @param refuse called with the reason why nothing can be issued at all
 * @source spec/05 §5.4, spec/13 L10
 */
export async function planQuotaIssue(
  tx: Transaction,
  actor: Actor,
  input: IssueQuota,
  refuse: (code: (typeof quotaIssueRefusals)[number], fields?: FieldProblems) => never,
): Promise<QuotaIssuePlan> {
  const { quotaId, resellerIds } = input;
  const parties = await holdParties(tx, actor, null, resellerIds);
  if (typeof parties === 'string') return refuse(parties);
  const own = eq(couponQuotas.organizationId, parties.partner.id);
  const parent = (await holdQuotas(tx, [quotaId], 'no key update', own)).get(quotaId);
  if (!parent) return refuse('quota_not_found');
  const problem = whyNotUsable(parent);
  if (problem) return refuse(problem);
  const validity = await validityOf(tx, input, parent);
  const wanted = wantedLimits(input);
  const limits = narrow(parent.limits, wanted);
  if (typeof limits === 'string') return refuse(limits, problemsBeyond(parent.limits, wanted));
  const resellers = resellerIds.map((id) => ({ id, refusal: whyNot(parties.partner, parties.others.get(id)) }));
  return { parent, validity, limits, resellers };
}

const whyNot = (distributor: Party, reseller: Party | undefined): ResellerRefusal | null => {
  if (reseller?.kind !== 'reseller' || reseller.parentId !== distributor.id) return 'reseller_not_found';
  return reseller.isFrozen ? 'reseller_frozen' : null;
};
