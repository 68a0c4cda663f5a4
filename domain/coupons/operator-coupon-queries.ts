import { and, eq, inArray, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { database, schema } from '@/db/client';
import { type Days, withinDays } from '@/domain/day-range';
import type { ReadScope } from '@/domain/read-scope';
import { instantKey, keyset, type Page, type PageRequest, type Position, readPage } from '@/lib/cursor';
import { asKind, type Id, isId } from '@/lib/id';
import { type Money, money } from '@/lib/money';
import { containsPattern, searchText } from '@/lib/search-text';
import { couponIdOf } from './coupon-number';
import { isLocked } from './hold-coupons';
import type { UseLimits } from './limits-model';
import type { CouponState, CouponType } from './model';

const { couponQuotas, coupons, ledgerBalances, organizations } = schema;
const holders = alias(organizations, 'holders');

/** Which coupons are wanted. `q` is a coupon's number, part of a quota's, of a customer's or of a partner's name, or an id. */
export interface OperatorCouponFilter {
  readonly q?: string | undefined;
  readonly state?: CouponState | undefined;
  readonly type?: CouponType | undefined;
  readonly expires?: Days | undefined;
}

interface Named {
  readonly name: string;
  readonly nameEn: string | null;
}

/** One coupon as the operator sees it. What its issuer remarked is the issuer's own. */
export interface OperatorCoupon {
  readonly id: Id<'coupon'>;
  readonly type: CouponType;
  /** As of now: one whose time has passed has expired even before the books say so. */
  readonly state: CouponState;
  readonly face: Money;
  readonly balance: Money;
  readonly minOrderMinor: bigint;
  readonly limits: UseLimits;
  readonly effectiveAt: Date;
  readonly expiresAt: Date;
  readonly createdAt: Date;
  readonly uses: number;
  /** The order that is about to use it, and the one that used it last. */
  readonly lockOrderId: string | null;
  readonly orderId: string | null;
  readonly customer: Named & { readonly id: Id<'customer'> };
  readonly partner: Named & { readonly id: Id<'organization'> };
  readonly quota: { readonly id: Id<'couponQuota'>; readonly number: string };
}

const stateNow = sql<CouponState>`case when ${coupons.state} = 'usable' and ${coupons.expiresAt} <= now() then 'expired' else ${coupons.state} end`;

/** Every coupon of every partner, the newest first. The operator's list: for anybody else it is empty. */
export async function listEveryCoupon(
  scope: ReadScope,
  filter: OperatorCouponFilter,
  page: PageRequest<'coupon'>,
): Promise<Page<OperatorCoupon>> {
  const found = await readPage(page, {
    read: (position) => readCoupons(scope, conditionsOf(scope, filter), position),
    cursorOf: ({ key, coupon }) => ({ key, id: coupon.id }),
  });
  return { ...found, rows: found.rows.map(couponOf) };
}

/** The coupons of these ids that exist, the newest first. For everybody but the operator there are none. */
export async function findCoupons(scope: ReadScope, ids: readonly Id<'coupon'>[]): Promise<OperatorCoupon[]> {
  const first = { from: undefined, isBackward: false, limit: Math.max(ids.length, 1) };
  const rows = await readCoupons(scope, [inArray(coupons.id, [...ids])], first);
  return rows.map(couponOf);
}

function conditionsOf(scope: ReadScope, { q, state, type, expires }: OperatorCouponFilter): (SQL | undefined)[] {
  const text = searchText(q);
  return [
    state && sql`${stateNow} = ${state}`,
    type && eq(coupons.type, type),
    ...withinDays(scope, sql`${coupons.expiresAt}`, expires ?? {}),
    text === undefined ? undefined : matches(text),
  ];
}

function matches(text: string): SQL {
  const couponId = couponIdOf(text);
  if (couponId) return eq(coupons.id, couponId);
  if (isId('couponQuota', text)) return eq(coupons.quotaId, text);
  if (isId('customer', text)) return eq(coupons.customerId, text);
  if (isId('organization', text)) return eq(coupons.organizationId, text);
  const pattern = containsPattern(text);
  return sql`(${couponQuotas.number} like ${pattern} or ${organizations.searchText} like lower(${pattern}) or ${holders.searchText} like lower(${pattern}))`;
}

function readCoupons(scope: ReadScope, conditions: (SQL | undefined)[], position: Position<'coupon'>) {
  const key = sql`${coupons.createdAt}`;
  const page = keyset(position, { key, sort: 'instant', id: sql`${coupons.id}` });
  return database()
    .select({
      coupon: coupons,
      key: instantKey(key),
      state: stateNow,
      isLocked,
      left: sql<string>`${ledgerBalances.creditsMinor} - ${ledgerBalances.debitsMinor}`,
      customer: { id: holders.id, name: holders.name, nameEn: holders.nameEn },
      partner: { id: organizations.id, name: organizations.name, nameEn: organizations.nameEn },
      quota: { id: couponQuotas.id, number: couponQuotas.number },
    })
    .from(coupons)
    .innerJoin(ledgerBalances, eq(ledgerBalances.accountId, coupons.accountId))
    .innerJoin(holders, sql`${holders.id} = ${coupons.customerId}`)
    .innerJoin(organizations, eq(organizations.id, coupons.organizationId))
    .innerJoin(couponQuotas, eq(couponQuotas.id, coupons.quotaId))
    .where(and(scope.everyOrganization ? undefined : sql`false`, ...conditions, page.where))
    .orderBy(page.orderBy)
    .limit(position.limit);
}

function couponOf({
  coupon,
  state,
  isLocked: isHeld,
  left,
  customer,
  ...others
}: Awaited<ReturnType<typeof readCoupons>>[number]) {
  const { id, type, minOrderMinor, limits, effectiveAt, expiresAt, createdAt, uses, orderId } = coupon;
  return {
    ...{ id, type, state, minOrderMinor, limits, effectiveAt, expiresAt, createdAt, uses, orderId },
    lockOrderId: isHeld ? coupon.lockOrderId : null,
    face: money(coupon.faceMinor, coupon.currency),
    balance: money(BigInt(left), coupon.currency),
    customer: { ...customer, id: asKind('customer', customer.id) },
    ...others,
  };
}
