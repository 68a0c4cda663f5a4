import { and, desc, eq, gt, isNull, ne, type SQL, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import { database, schema } from '@/db/client';
import type { OffsetPaging } from '@/domain/customers/partner-api-queries';
import type { ReadScope } from '@/domain/read-scope';
import { asKind, type Id, idFromWire } from '@/lib/id';
import { type Money, money } from '@/lib/money';
import { couponIdOf } from './coupon-number';
import { isLocked } from './hold-coupons';
import type { UseLimits } from './limits-model';
import type { CouponState, CouponType } from './model';
import { strictlyBetween, type TimeRange } from './time-filters';

const { associations, coupons, ledgerBalances } = schema;

/** A coupon as programs see it; its state is as of now. */
export interface ListedCoupon {
  readonly id: Id<'coupon'>;
  readonly issuerId: Id<'organization'>;
  readonly customerId: Id<'customer'>;
  readonly type: CouponType;
  readonly state: CouponState;
  readonly faceValue: Money;
  readonly balance: Money;
  readonly minOrder: Money;
  readonly limits: UseLimits;
  readonly effectiveAt: Date;
  readonly expiresAt: Date;
  readonly orderId: string | null;
  readonly lockOrderId: string | null;
  readonly lastUsedAt: Date | null;
  readonly createdAt: Date;
}

/** What both lists of coupons ask by. `coupon` is a coupon's number; one that names nothing matches nothing. The case of `orderId` does not count. */
interface CouponFilter extends OffsetPaging {
  readonly coupon?: string | undefined;
  readonly orderId?: string | undefined;
  /** A type or a state that the wire has and no coupon is of matches nothing. */
  readonly type?: CouponType | 'other' | undefined;
  readonly state?: CouponState | 'other' | undefined;
  readonly created: TimeRange;
}

export interface IssuedCouponFilter extends CouponFilter {
  readonly customerId?: Id<'customer'> | undefined;
  readonly effective: TimeRange;
  readonly expires: TimeRange;
}

export interface HeldCouponFilter extends CouponFilter {
  /** The id of the partner that issued it, as on the wire. */
  readonly issuer?: string | undefined;
}

/** The state as of now, as an expression over `coupons`: one whose time has passed is expired even before the books say so. */
const couponStateNow = sql<CouponState>`case when ${coupons.state} = 'usable' and ${coupons.expiresAt} <= now() then 'expired' else ${coupons.state} end`;

/**
 * What the scope's partner has issued to its resale customers and has not been over for more than twelve months, newest first. Customers that
 * were of resale and have left since count too: theirs went back. `count` is of all that match.
 *
 * @source spec/05 §5.2, api/bss-api.md ListIssuedPartnerCoupons
 */
export const listIssuedCoupons = (scope: ReadScope, filter: IssuedCouponFilter) =>
  listCoupons(
    and(
      eq(coupons.organizationId, scope.organizationId),
      gt(coupons.expiresAt, sql`now() - interval '12 months'`),
      sql`exists (select from ${associations} where ${associations.organizationId} = ${coupons.organizationId}
        and ${associations.customerId} = ${coupons.customerId} and ${associations.type} = 'resale')`,
      looksAfter(scope, coupons.customerId),
      filter.customerId && eq(coupons.customerId, filter.customerId),
      ...strictlyBetween(coupons.effectiveAt, filter.effective),
      ...strictlyBetween(coupons.expiresAt, filter.expires),
    ),
    filter,
  );

/**
 * The coupons the scope's customer has, newest first: not those that were reclaimed, nor those that have been over for more than six months.
 * Nobody but customers has any. `count` is of all that match.
 *
 * @source spec/05 §5.2, §5.3, api/bss-api.md ListSubCustomerCoupons
 */
export async function listHeldCoupons(scope: ReadScope, filter: HeldCouponFilter) {
  const issuerId = filter.issuer === undefined ? undefined : idFromWire('organization', filter.issuer);
  const isOfNobody = filter.issuer !== undefined && !issuerId;
  if (scope.kind !== 'customer' || isOfNobody) return { count: 0, rows: [] };
  const own = and(
    eq(coupons.customerId, asKind('customer', scope.organizationId)),
    ne(coupons.state, 'reclaimed'),
    gt(coupons.expiresAt, sql`now() - interval '6 months'`),
    issuerId && eq(coupons.organizationId, issuerId),
  );
  return listCoupons(own, filter);
}

/** For people in sales: whether they look after the customer. Of others nothing is asked. */
export const looksAfter = (scope: ReadScope, customerId: PgColumn): SQL | undefined =>
  scope.accountManagerId
    ? sql`exists (select from ${associations} where ${and(
        eq(associations.organizationId, scope.organizationId),
        sql`${associations.customerId} = ${customerId}`,
        eq(associations.accountManagerId, scope.accountManagerId),
        isNull(associations.endedAt),
      )})`
    : undefined;

async function listCoupons(own: SQL | undefined, filter: CouponFilter) {
  const id = filter.coupon === undefined ? undefined : couponIdOf(filter.coupon);
  if (filter.coupon !== undefined && !id) return { count: 0, rows: [] };
  const where = and(
    own,
    id && eq(coupons.id, id),
    filter.orderId === undefined ? undefined : sql`lower(${coupons.orderId}) = lower(${filter.orderId})`,
    filter.type && sql`${coupons.type} = ${filter.type}`,
    filter.state && sql`${couponStateNow} = ${filter.state}`,
    ...strictlyBetween(coupons.createdAt, filter.created),
  );
  const rows = await database()
    .select({
      coupon: coupons,
      state: couponStateNow,
      isLocked,
      balanceMinor: sql<string>`${ledgerBalances.creditsMinor} - ${ledgerBalances.debitsMinor}`,
    })
    .from(coupons)
    .innerJoin(ledgerBalances, eq(ledgerBalances.accountId, coupons.accountId))
    .where(where)
    .orderBy(desc(coupons.createdAt), desc(coupons.id))
    .offset(filter.offset)
    .limit(filter.limit);
  return { count: await database().$count(coupons, where), rows: rows.map(couponOf) };
}

const couponOf = ({
  coupon: { organizationId, faceMinor, minOrderMinor, currency, ...coupon },
  state,
  isLocked: isHeld,
  balanceMinor,
}: {
  coupon: typeof coupons.$inferSelect;
  state: CouponState;
  isLocked: boolean;
  balanceMinor: string;
}): ListedCoupon => {
  const { id, customerId, type, limits, effectiveAt, expiresAt, orderId, lastUsedAt, createdAt } = coupon;
  return {
    ...{ id, customerId, type, state, limits, effectiveAt, expiresAt, orderId, lastUsedAt, createdAt },
    lockOrderId: isHeld ? coupon.lockOrderId : null,
    issuerId: organizationId,
    faceValue: money(faceMinor, currency),
    minOrder: money(minOrderMinor, currency),
    balance: money(BigInt(balanceMinor), currency),
  };
};
