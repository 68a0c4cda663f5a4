import { type SQL, sql } from 'drizzle-orm';
import { database } from '@/db/client';
import type { ReadScope } from '@/domain/read-scope';
import { type Cursor, instantKey, keyset, type Page, type PageRequest, type Position, readPage } from '@/lib/cursor';
import { type Id, idFromUuid } from '@/lib/id';
import { type Currency, type Money, money } from '@/lib/money';
import { type CouponFilter, couponsWhere } from './coupon-filter';
import { couponNumber } from './coupon-number';
import { lockOrderNow } from './coupon-state-now';
import { couponStateNow, type Named } from './list-conditions';
import type { CouponState, CouponType } from './model';
import { countedMax } from './quota-lines';

/** One issued coupon as its issuer's list shows it. */
export interface CouponLine {
  readonly id: Id<'coupon'>;
  readonly number: string;
  readonly type: CouponType;
  /** As of now: one whose time has passed has expired even before the books say so. */
  readonly state: CouponState;
  readonly customer: Named<'customer'>;
  /** Whether the customer still is the reader's, so that there is a page to look at. */
  readonly isCustomerOwn: boolean;
  readonly quota: { readonly id: Id<'couponQuota'>; readonly number: string };
  readonly face: Money;
  readonly left: Money;
  readonly effectiveAt: Date;
  readonly expiresAt: Date;
  readonly createdAt: Date;
  /** The order that is about to use it; until that is done it cannot be reclaimed. */
  readonly lockOrderId: string | null;
  /** The order that used it last. */
  readonly orderId: string | null;
}

/** How many coupons a filter leaves and what they add up to. Counted up to 10,000; `isMore` says that there are others. */
export interface CouponTotals {
  readonly count: number;
  readonly isMore: boolean;
  readonly face: Money;
  readonly left: Money;
}

/** All that a filter leaves at one moment: how many, what they add up to, and the rows, fetched as they are taken. */
export interface CouponExport extends Omit<CouponTotals, 'isMore'> {
  readonly rows: AsyncGenerator<CouponLine, void, void>;
}

/** The coupons the reader's organization has issued that a filter leaves, the newest first. @source spec/05 §5.2 */
export async function listCoupons(
  scope: ReadScope,
  filter: CouponFilter,
  request: PageRequest<'coupon'>,
): Promise<Page<CouponLine>> {
  const where = couponsWhere(scope, filter);
  const page = await readPage(request, {
    read: (position) => readRows(where, position),
    cursorOf: (row) => ({ key: row.key, id: idFromUuid('coupon', row.id) }),
  });
  return { ...page, rows: page.rows.map(lineOf) };
}

/** What the newest 10,000 of those come to. */
export async function sumCoupons(scope: ReadScope, filter: CouponFilter): Promise<CouponTotals> {
  const newest = sql`order by c.created_at desc, c.id desc limit ${countedMax + 1}`;
  const { count, face, left } = await sumOf(scope, sql`${couponsWhere(scope, filter)} ${newest}`);
  return { count: Math.min(count, countedMax), isMore: count > countedMax, face, left };
}

/** Takes out the whole filtered set. Coupons issued after it began are not in it, so that its head agrees with its rows. */
export async function exportCoupons(scope: ReadScope, filter: CouponFilter): Promise<CouponExport> {
  const where = couponsWhere(scope, filter);
  const { count, face, left, until } = await sumOf(scope, where);
  return { count, face, left, rows: rowsUntil(where, until) };
}

const tables = sql`coupons c join ledger_balances b on b.account_id = c.account_id`;

async function sumOf(scope: ReadScope, which: SQL) {
  type Row = { count: string; face: string; left: string; until: string | null };
  const { rows } = await database().execute<Row>(
    sql`select count(*) as count, coalesce(sum(face_minor), 0) as face, coalesce(sum(left_minor), 0) as left, ${instantKey(sql`max(created_at)`)} as until
      from (select c.face_minor, b.credits_minor - b.debits_minor as left_minor, c.created_at from ${tables} where ${which}) found`,
  );
  const [found] = rows;
  return {
    count: Number(found?.count ?? 0),
    face: money(BigInt(found?.face ?? 0), scope.currency),
    left: money(BigInt(found?.left ?? 0), scope.currency),
    until: found?.until ?? null,
  };
}

async function readRows(where: SQL, position: Position<'coupon'>): Promise<CouponRow[]> {
  const page = keyset(position, { key: sql`c.created_at`, sort: 'instant', id: sql`c.id` });
  const { rows } = await database().execute<CouponRow>(
    sql`select c.id, c.type, ${couponStateNow} as state, c.face_minor, b.credits_minor - b.debits_minor as left_minor, c.currency, c.effective_at,
        c.expires_at, c.created_at, ${lockOrderNow} as lock_order_id, c.order_id, c.customer_id, o.name, o.name_en, q.id as quota_id, q.number as quota_number,
        exists (select from associations s where s.customer_id = c.customer_id and s.organization_id = c.organization_id and s.ended_at is null)
          as is_customer_own, ${instantKey(sql`c.created_at`)} as key
      from ${tables} join organizations o on o.id = c.customer_id join coupon_quotas q on q.id = c.quota_id
      where ${where} and ${page.where} order by ${page.orderBy} limit ${position.limit}`,
  );
  return rows;
}

async function* rowsUntil(where: SQL, until: string | null): AsyncGenerator<CouponLine, void, void> {
  const limit = 1_000;
  let from: Cursor<'coupon'> | undefined;
  while (until !== null) {
    const rows = await readRows(sql`${where} and c.created_at <= ${until}::timestamptz`, {
      from,
      isBackward: false,
      limit,
    });
    for (const row of rows) yield lineOf(row);
    const last = rows.at(-1);
    if (!last || rows.length < limit) return;
    from = { key: last.key, id: idFromUuid('coupon', last.id) };
  }
}

type CouponRow = {
  id: string;
  type: CouponType;
  state: CouponState;
  face_minor: string;
  left_minor: string;
  currency: Currency;
  effective_at: string;
  expires_at: string;
  created_at: string;
  lock_order_id: string | null;
  order_id: string | null;
  customer_id: string;
  name: string;
  name_en: string | null;
  quota_id: string;
  quota_number: string;
  is_customer_own: boolean;
  key: string;
};

function lineOf(row: CouponRow): CouponLine {
  const id = idFromUuid('coupon', row.id);
  return {
    id,
    number: couponNumber(id),
    type: row.type,
    state: row.state,
    customer: { id: idFromUuid('customer', row.customer_id), name: row.name, nameEn: row.name_en },
    isCustomerOwn: row.is_customer_own,
    quota: { id: idFromUuid('couponQuota', row.quota_id), number: row.quota_number },
    face: money(BigInt(row.face_minor), row.currency),
    left: money(BigInt(row.left_minor), row.currency),
    effectiveAt: new Date(row.effective_at),
    expiresAt: new Date(row.expires_at),
    createdAt: new Date(row.created_at),
    lockOrderId: row.lock_order_id,
    orderId: row.order_id,
  };
}
