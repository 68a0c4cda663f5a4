import { type SQL, sql } from 'drizzle-orm';
import { withinDays } from '@/domain/day-range';
import type { ReadScope } from '@/domain/read-scope';
import { inQuotaStates, ofQuota, ofReseller, ofType, ownId } from './list-conditions';

/**
 * Which quotas a reader asks for, as text out of an address. A text that cannot mean anything finds nothing; a missing one restricts nothing.
 * Days are `YYYY-MM-DD` in the reader's time zone; the last one is included.
 */
export interface QuotaFilter {
  /** Its number, or `qta_…`. */
  readonly number?: string;
  /** As of now: a quota whose time has passed is invalid. */
  readonly states?: readonly string[];
  readonly type?: string;
  readonly createdFrom?: string;
  readonly createdTo?: string;
  readonly effectiveFrom?: string;
  readonly effectiveTo?: string;
  readonly expiresFrom?: string;
  readonly expiresTo?: string;
}

/** Of what was cut for resellers, also which of them and out of which quota. */
export interface IssuedQuotaFilter extends QuotaFilter {
  /** Number of the quota it was cut from, or `qta_…`. */
  readonly parent?: string;
  /** A reseller: its id in any form, or part of its name. */
  readonly reseller?: string;
}

/** The condition over `coupon_quotas` for the reader's own quotas. People in sales see them too. @source spec/05 §5.1 */
export const quotasWhere = (scope: ReadScope, filter: QuotaFilter): SQL =>
  sql.join([sql`coupon_quotas.organization_id = ${ownId(scope)}`, ...conditions(scope, filter)], sql` and `);

/**
 * The condition over `coupon_quotas` for what a distributor has cut for its resellers. Its people in sales do not look at resellers.
 *
 * A distributor is the root of its tree, and nobody else in it cuts quota for others: that is the order an index has them in, which a look at
 * what each was cut from would keep the planner from using.
 *
 * @source spec/05 §5.4
 */
export function issuedQuotasWhere(scope: ReadScope, filter: IssuedQuotaFilter): SQL {
  if (scope.kind !== 'distributor' || scope.accountManagerId) return sql`false`;
  const own = [
    sql`coupon_quotas.root_id = ${ownId(scope)} and coupon_quotas.parent_id is not null`,
    ...ofQuota(scope, sql`coupon_quotas.parent_id`, filter.parent),
    ...ofReseller(scope, sql`coupon_quotas.organization_id`, filter.reseller),
  ];
  return sql.join([...own, ...conditions(scope, filter)], sql` and `);
}

const conditions = (scope: ReadScope, filter: QuotaFilter): SQL[] => [
  ...ofQuota(scope, sql`coupon_quotas.id`, filter.number),
  ...inQuotaStates(filter.states),
  ...ofType(sql`coupon_quotas.type`, filter.type),
  ...withinDays(scope, sql`coupon_quotas.created_at`, { from: filter.createdFrom, to: filter.createdTo }),
  ...withinDays(scope, sql`coupon_quotas.effective_at`, { from: filter.effectiveFrom, to: filter.effectiveTo }),
  ...withinDays(scope, sql`coupon_quotas.expires_at`, { from: filter.expiresFrom, to: filter.expiresTo }),
];
