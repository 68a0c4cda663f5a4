import { type SQL, sql } from 'drizzle-orm';
import { withinDays } from '@/domain/day-range';
import type { ReadScope } from '@/domain/read-scope';
import { isId, uuidOf } from '@/lib/id';
import { ofNumber } from './coupon-filter';
import { assignedOnly, ofCustomer, ofQuota, ofReseller, ownId } from './list-conditions';
import { couponOperations, quotaOperations, useOperations } from './model';

/**
 * Which operation records a reader asks for, as text out of an address. A text that cannot mean anything finds nothing; a missing one
 * restricts nothing.
 */
export interface RecordFilter {
  readonly kind?: string;
  /** `done` or `declined`. */
  readonly result?: string;
  /** Number of a quota, or `qta_…`. */
  readonly quota?: string;
  /** `CP…` or `cpn_…`. */
  readonly coupon?: string;
  /** A customer: its id in any form, or part of its name. */
  readonly customer?: string;
  /** One of a distributor's resellers: its id in any form, or part of its name. */
  readonly reseller?: string;
  /** `usr_…` of the reader's organization, or `api` for whatever came through one of its API keys. */
  readonly operator?: string;
  /** Days in the reader's time zone, `YYYY-MM-DD`; `to` is the last that is included. */
  readonly from?: string;
  readonly to?: string;
}

/** Everything that a record can be of. */
export const recordKinds = [...couponOperations, ...useOperations, ...quotaOperations] as const;

/**
 * The lists of `coupon_records r` a reader may see, each a condition with an index of its own: the organization's records, for people in sales
 * those of the customers assigned to them now; and for a reseller besides what its distributor has cut for it and taken back.
 *
 * @source spec/05 §5.5
 */
export function recordLists(scope: ReadScope): SQL[] {
  const own = [sql`r.organization_id = ${ownId(scope)}`, ...assignedOnly(scope, sql`r.customer_id`)];
  const lists = [sql.join(own, sql` and `)];
  if (scope.kind === 'reseller' && !scope.accountManagerId)
    lists.push(
      sql`r.reseller_id = ${ownId(scope)} and r.organization_id <> ${ownId(scope)} and r.transfer_id is not null and r.kind in ('quota_issue', 'quota_reclaim')`,
    );
  return lists;
}

/** The condition over `coupon_records r` that a filter comes to. */
export function recordsWhere(scope: ReadScope, filter: RecordFilter): SQL {
  const conditions = [
    ...ofKind(filter.kind),
    ...ofResult(filter.result),
    ...ofQuota(scope, sql`r.quota_id`, filter.quota),
    ...ofNumber(sql`r.coupon_id`, filter.coupon),
    ...ofCustomer(scope, sql`r.customer_id`, filter.customer),
    ...ofReseller(scope, sql`r.reseller_id`, filter.reseller),
    ...byOperator(scope, filter.operator),
    ...withinDays(scope, sql`r.created_at`, filter),
  ];
  return conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `);
}

const ofKind = (kind: string | undefined): SQL[] => {
  if (!kind) return [];
  return [recordKinds.some((known) => known === kind) ? sql`r.kind = ${kind}` : sql`false`];
};

function ofResult(result: string | undefined): SQL[] {
  if (!result) return [];
  if (result === 'done') return [sql`r.refusal is null`];
  return [result === 'declined' ? sql`r.refusal is not null` : sql`false`];
}

/** Only the reader's own people and keys can be asked for: who acts elsewhere is nobody else's business. */
function byOperator(scope: ReadScope, operator: string | undefined): SQL[] {
  if (!operator) return [];
  const own = sql`r.acting_organization_id = ${ownId(scope)}`;
  if (operator === 'api') return [sql`${own} and r.api_key_id is not null`];
  return [isId('user', operator) ? sql`${own} and r.user_id = ${uuidOf(operator)}::uuid` : sql`false`];
}
