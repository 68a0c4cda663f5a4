import { type SQL, sql } from 'drizzle-orm';
import type { ReadScope } from '@/domain/read-scope';
import { type Id, idFromWire, isId, uuidOf } from '@/lib/id';
import { containsPattern, searchText } from '@/lib/search-text';
import { type CouponState, couponStates, couponTypes, quotaStates } from './model';
import { quotaStateNow } from './quota-detail-queries';

/** The reader's own organization, as a value in a query. */
export const ownId = (scope: ReadScope): SQL => sql`${uuidOf(scope.organizationId)}::uuid`;

/** The condition that `column` is a customer whom the reader looks after now: for people in sales. Nobody else is restricted. */
export const assignedOnly = (scope: ReadScope, column: SQL): SQL[] =>
  scope.accountManagerId
    ? [
        sql`${column} in (select s.customer_id from associations s where s.organization_id = ${ownId(scope)}
          and s.account_manager_id = ${uuidOf(scope.accountManagerId)}::uuid and s.ended_at is null)`,
      ]
    : [];

/**
 * The condition that `column` is a customer: by its id in any form, or by part of its name. By name only those that are or were the reader's:
 * a record may name a customer of others that was asked for in vain.
 */
export function ofCustomer(scope: ReadScope, column: SQL, text: string | undefined): SQL[] {
  const asked = searchText(text);
  if (!asked) return [];
  const id = isId('customer', asked) ? asked : idFromWire('customer', asked);
  if (id) return [sql`${column} = ${uuidOf(id)}::uuid`];
  return [
    sql`${column} in (select s.customer_id from associations s join organizations o on o.id = s.customer_id
      where s.organization_id = ${ownId(scope)} and o.search_text like lower(${containsPattern(asked)}))`,
  ];
}

/** The condition that `column` is one of the distributor's own resellers: by its id in any form, or by part of its name. */
export function ofReseller(scope: ReadScope, column: SQL, text: string | undefined): SQL[] {
  const asked = searchText(text);
  if (!asked) return [];
  const id: Id<'organization'> | undefined = isId('organization', asked) ? asked : idFromWire('organization', asked);
  const which = id ? sql`o.id = ${uuidOf(id)}::uuid` : sql`o.search_text like lower(${containsPattern(asked)})`;
  return [sql`${column} in (select o.id from organizations o where o.parent_id = ${ownId(scope)} and ${which})`];
}

/** The condition that `column` is a quota: by its number or `qta_…`, of the reader's own or cut from one of those. */
export function ofQuota(scope: ReadScope, column: SQL, text: string | undefined): SQL[] {
  const asked = searchText(text);
  if (!asked) return [];
  const which = isId('couponQuota', asked) ? sql`f.id = ${uuidOf(asked)}::uuid` : sql`f.number = ${asked}`;
  return [
    sql`${column} = (select f.id from coupon_quotas f left join coupon_quotas p on p.id = f.parent_id
      where ${which} and (f.organization_id = ${ownId(scope)} or p.organization_id = ${ownId(scope)}))`,
  ];
}

/** The condition that `column` is of a type; a type that does not exist finds nothing. */
export const ofType = (column: SQL, type: string | undefined): SQL[] => {
  if (!type) return [];
  return [couponTypes.some((known) => known === type) ? sql`${column} = ${type}` : sql`false`];
};

/** The condition that a quota is in one of these states as of now. None restricts nothing, only unknown ones find nothing. */
export function inQuotaStates(states: readonly string[] | undefined): SQL[] {
  if (!states || states.length === 0) return [];
  const known = quotaStates.filter((state) => states.includes(state));
  return [sql`${quotaStateNow} = any(${sql.param(known)}::text[])`];
}

/** The state of a coupon `c` as of now: one whose time has passed has expired even before the books say so. */
export const couponStateNow: SQL<CouponState> = sql`case when c.state = 'usable' and c.expires_at <= now() then 'expired' else c.state end`;

/** The condition that a coupon `c` is in one of these states as of now, put so that an index by what is written down can help. */
export function inCouponStates(states: readonly string[] | undefined): SQL[] {
  if (!states || states.length === 0) return [];
  const known = couponStates.filter((state) => states.includes(state)).map((state) => stateConditions[state]);
  return [known.length === 0 ? sql`false` : sql`(${sql.join(known, sql` or `)})`];
}

const stateConditions: Readonly<Record<CouponState, SQL>> = {
  usable: sql`c.state = 'usable' and c.expires_at > now()`,
  used: sql`c.state = 'used'`,
  expired: sql`c.state = 'expired' or c.state = 'usable' and c.expires_at <= now()`,
  reclaimed: sql`c.state = 'reclaimed'`,
};

/** An organization as a list names it. */
export interface Named<K extends 'customer' | 'organization'> {
  readonly id: Id<K>;
  readonly name: string;
  readonly nameEn: string | null;
}
