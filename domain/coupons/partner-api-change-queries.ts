import { and, desc, eq, inArray, isNull, type SQL, sql } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import type { CouponRecordKind } from '@/db/schema/coupons';
import type { OffsetPaging } from '@/domain/customers/partner-api-queries';
import type { ReadScope } from '@/domain/read-scope';
import { asKind, type Id } from '@/lib/id';
import { type Money, money } from '@/lib/money';
import { couponIdOf } from './coupon-number';
import { recordIdOf, recordNumber } from './record-number';

const { associations, couponRecords, coupons, ledgerEntries, organizations } = schema;

/** Days are Beijing's, both ends belonging to the range; it begins a year ago and ends today unless they say otherwise. */
export interface ChangeFilter extends OffsetPaging {
  readonly direction?: 'in' | 'out' | undefined;
  readonly kinds?: readonly CouponRecordKind[] | undefined;
  /** The number of an order, in any case, or of a record. */
  readonly trade?: string | undefined;
  /** A coupon's number; one that names nothing matches nothing. */
  readonly coupon?: string | undefined;
  readonly fromDay?: string | undefined;
  readonly toDay?: string | undefined;
}

/** A change of a coupon's balance. */
export interface CouponChange {
  readonly couponId: Id<'coupon'>;
  readonly kind: CouponRecordKind;
  /** The order, else the record. */
  readonly trade: string;
  readonly at: Date;
  /** `YYYY-MM` in Beijing. */
  readonly month: string;
  readonly isIn: boolean;
  readonly amount: Money;
  readonly balanceAfter: Money;
  readonly accountName: string;
}

/**
 * Every change of the balances of the coupons of the scope's customer, newest first, as the ledger has them; also of coupons that have gone
 * back. `count` is of all that match.
 *
 * @source api/bss-api.md ListCustomerCouponChangeRecords
 */
export async function listCouponChanges(
  scope: ReadScope,
  filter: ChangeFilter,
): Promise<{ count: number; rows: CouponChange[] }> {
  const couponId = filter.coupon === undefined ? undefined : couponIdOf(filter.coupon);
  if (filter.coupon !== undefined && !couponId) return { count: 0, rows: [] };
  const where = and(
    eq(coupons.customerId, asKind('customer', scope.organizationId)),
    couponId && eq(coupons.id, couponId),
    filter.direction && sql`sign(${ledgerEntries.amountMinor}) = ${filter.direction === 'in' ? 1 : -1}`,
    filter.kinds && inArray(couponRecords.kind, [...filter.kinds]),
    filter.trade === undefined ? undefined : isOfTrade(filter.trade),
    sql`${ledgerEntries.createdAt} >= coalesce(${filter.fromDay ?? null}::date, (${today} - interval '1 year')::date)::timestamp at time zone ${beijing}`,
    sql`${ledgerEntries.createdAt} < (coalesce(${filter.toDay ?? null}::date, ${today}) + 1)::timestamp at time zone ${beijing}`,
  );
  const rows = await database()
    .select({
      couponId: coupons.id,
      kind: couponRecords.kind,
      recordId: couponRecords.id,
      orderId: couponRecords.orderId,
      at: ledgerEntries.createdAt,
      month: sql<string>`to_char(${ledgerEntries.createdAt} at time zone ${beijing}, 'YYYY-MM')`,
      minor: ledgerEntries.amountMinor,
      afterMinor: sql<string>`${ledgerEntries.creditsAfter} - ${ledgerEntries.debitsAfter}`,
      currency: coupons.currency,
      accountName: organizations.accountName,
    })
    .from(ledgerEntries)
    .innerJoin(coupons, eq(coupons.accountId, ledgerEntries.accountId))
    .innerJoin(couponRecords, eq(couponRecords.transferId, ledgerEntries.transferId))
    .innerJoin(organizations, sql`${organizations.id} = ${coupons.customerId}`)
    .where(where)
    .orderBy(desc(ledgerEntries.createdAt), desc(ledgerEntries.accountId), desc(ledgerEntries.seq))
    .offset(filter.offset)
    .limit(filter.limit);
  const [total] = await database()
    .select({ count: sql<number>`count(*)::integer` })
    .from(ledgerEntries)
    .innerJoin(coupons, eq(coupons.accountId, ledgerEntries.accountId))
    .innerJoin(couponRecords, eq(couponRecords.transferId, ledgerEntries.transferId))
    .where(where);
  return {
    count: total?.count ?? 0,
    rows: rows.map(({ recordId, orderId, minor, afterMinor, currency, ...row }) => ({
      ...row,
      trade: orderId ?? recordNumber(recordId),
      isIn: minor > 0n,
      amount: money(minor > 0n ? minor : -minor, currency),
      balanceAfter: money(BigInt(afterMinor), currency),
    })),
  };
}

/** Whether the scope's customer buys by resale from its partner now. */
export async function isResaleCustomer(scope: ReadScope): Promise<boolean> {
  const rows = await database()
    .select({ id: associations.id })
    .from(associations)
    .where(
      and(
        eq(associations.customerId, asKind('customer', scope.organizationId)),
        eq(associations.type, 'resale'),
        isNull(associations.endedAt),
      ),
    );
  return rows.length > 0;
}

const beijing = sql`'Asia/Shanghai'`;
const today = sql`(now() at time zone ${beijing})::date`;

function isOfTrade(number: string): SQL | undefined {
  const record = recordIdOf(number);
  const isOrder = sql`lower(${couponRecords.orderId}) = lower(${number})`;
  return record ? sql`(${isOrder} or (${couponRecords.orderId} is null and ${eq(couponRecords.id, record)}))` : isOrder;
}
