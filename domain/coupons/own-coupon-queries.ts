import { type SQL, sql } from 'drizzle-orm';
import { database } from '@/db/client';
import type { ReadScope } from '@/domain/read-scope';
import { instantKey, keyset, type Page, type PageRequest, readPage } from '@/lib/cursor';
import { type Id, idFromUuid, uuidOf } from '@/lib/id';
import { type Currency, type Money, money } from '@/lib/money';
import { endsSoon, isUsableNow, lockOrderNow, usableMinor } from './coupon-state-now';
import { type HeldCoupons, type HeldRow, heldOf, heldSums } from './held-coupons';
import type { UseLimits } from './limits-model';
import type { CouponRecordKind, CouponState, CouponType } from './model';

/** How a coupon stands for the customer that has it. What was taken back from a customer is not shown to it. */
export type OwnCouponState = Exclude<CouponState, 'reclaimed'>;

/** One coupon as its customer sees it: nothing of the quota it was cut from, and nobody's remark. */
export interface OwnCoupon {
  readonly id: Id<'coupon'>;
  readonly type: CouponType;
  readonly state: OwnCouponState;
  readonly face: Money;
  /** What it can still be used for: nothing once it cannot be used. */
  readonly left: Money;
  readonly minOrderMinor: bigint;
  readonly limits: UseLimits;
  readonly effectiveAt: Date;
  readonly expiresAt: Date;
  readonly isEffective: boolean;
  readonly endsSoon: boolean;
  /** The order that is about to use it. */
  readonly lockOrderId: string | null;
  readonly partner: { readonly name: string; readonly nameEn: string | null };
}

/** A thing that happened to a coupon, as its customer may know it. */
export interface OwnCouponEvent {
  readonly id: Id<'couponRecord'>;
  readonly kind: CouponRecordKind;
  readonly at: Date;
  readonly amount: Money;
  readonly orderId: string | null;
}

/** One coupon with its life, the beginning first. */
export interface OwnCouponDetail extends OwnCoupon {
  readonly uses: number;
  readonly receivedAt: Date;
  readonly life: readonly OwnCouponEvent[];
}

/** The state as of now: one whose time has passed is expired even before the books say so. */
const stateNow = sql`case when c.state = 'usable' and c.expires_at <= now() then 'expired' else c.state end`;
const columns = sql`c.id, c.type, ${stateNow} as state, c.face_minor, c.currency, c.min_order_minor, c.limits, c.effective_at, c.expires_at,
  c.effective_at <= now() as is_effective, ${endsSoon} as ends_soon, ${usableMinor} as left_minor,
  case when ${isUsableNow} then ${lockOrderNow} end as lock_order_id, p.name as partner_name, p.name_en as partner_name_en`;
const tables = sql`coupons c join ledger_balances b on b.account_id = c.account_id join organizations p on p.id = c.organization_id`;

/** What the reader has, if it is a customer: whichever partner it came from, but not what was taken back. */
const own = (scope: ReadScope): SQL =>
  scope.kind === 'customer'
    ? sql`c.customer_id = ${uuidOf(scope.organizationId)}::uuid and c.state <> 'reclaimed'`
    : sql`false`;

const inState = {
  usable: isUsableNow,
  used: sql`c.state = 'used'`,
  expired: sql`(c.state = 'expired' or (c.state = 'usable' and c.expires_at <= now()))`,
} as const satisfies Record<OwnCouponState, SQL>;

/**
 * A page of the reader's coupons in that state: usable ones from the next to end, others from the last that ended. What ended more than six
 * months ago is left out.
 *
 * @source spec/05 §5.2
 */
export async function listOwnCoupons(
  scope: ReadScope,
  state: OwnCouponState,
  request: PageRequest<'coupon'>,
): Promise<Page<OwnCoupon>> {
  const order = state === 'usable' ? 'asc' : 'desc';
  const page = await readPage(request, {
    read: async (position) => {
      const { where, orderBy } = keyset(position, { key: sql`c.expires_at`, sort: 'instant', id: sql`c.id`, order });
      const { rows } = await database().execute<Row & { key: string }>(
        sql`select ${columns}, ${instantKey(sql`c.expires_at`)} as key from ${tables}
          where ${own(scope)} and ${inState[state]} and c.expires_at > now() - interval '6 months' and ${where}
          order by ${orderBy} limit ${position.limit}`,
      );
      return rows;
    },
    cursorOf: (row) => ({ key: row.key, id: idFromUuid('coupon', row.id) }),
  });
  return { ...page, rows: page.rows.map(couponOf) };
}

/** What the reader's usable coupons come to, and of those the ones about to expire. */
export async function sumOwnCoupons(scope: ReadScope): Promise<HeldCoupons> {
  const { rows } = await database().execute<HeldRow>(
    sql`select ${heldSums} from coupons c join ledger_balances b on b.account_id = c.account_id where ${own(scope)} and ${isUsableNow}`,
  );
  return heldOf(rows[0], scope.currency);
}

/** One coupon of the reader's; undefined for any other, and for one that was taken back, just as for an id that names nothing. */
export async function findOwnCoupon(scope: ReadScope, id: Id<'coupon'>): Promise<OwnCouponDetail | undefined> {
  const { rows } = await database().execute<Row & { uses: number; created_at: string }>(
    sql`select ${columns}, c.uses, c.created_at from ${tables} where c.id = ${uuidOf(id)}::uuid and ${own(scope)}`,
  );
  const [row] = rows;
  if (!row) return undefined;
  return { ...couponOf(row), uses: row.uses, receivedAt: new Date(row.created_at), life: await lifeOf(scope, id) };
}

async function lifeOf(scope: ReadScope, id: Id<'coupon'>): Promise<OwnCouponEvent[]> {
  type Happened = {
    id: string;
    kind: CouponRecordKind;
    created_at: string;
    amount_minor: string;
    currency: Currency;
    order_id: string | null;
  };
  const { rows } = await database().execute<Happened>(
    sql`select r.id, r.kind, r.created_at, r.amount_minor, r.currency, r.order_id from coupon_records r
      where r.coupon_id = ${uuidOf(id)}::uuid and r.customer_id = ${uuidOf(scope.organizationId)}::uuid and r.refusal is null
      order by r.created_at, r.id`,
  );
  return rows.map((row) => ({
    id: idFromUuid('couponRecord', row.id),
    kind: row.kind,
    at: new Date(row.created_at),
    amount: money(BigInt(row.amount_minor), row.currency),
    orderId: row.order_id,
  }));
}

type Row = {
  id: string;
  type: CouponType;
  state: OwnCouponState;
  face_minor: string;
  currency: Currency;
  min_order_minor: string;
  limits: UseLimits;
  effective_at: string;
  expires_at: string;
  is_effective: boolean;
  ends_soon: boolean;
  left_minor: string;
  lock_order_id: string | null;
  partner_name: string;
  partner_name_en: string | null;
};

const couponOf = (row: Row): OwnCoupon => ({
  id: idFromUuid('coupon', row.id),
  type: row.type,
  state: row.state,
  face: money(BigInt(row.face_minor), row.currency),
  left: money(BigInt(row.left_minor), row.currency),
  minOrderMinor: BigInt(row.min_order_minor),
  limits: row.limits,
  effectiveAt: new Date(row.effective_at),
  expiresAt: new Date(row.expires_at),
  isEffective: row.is_effective,
  endsSoon: row.ends_soon,
  lockOrderId: row.lock_order_id,
  partner: { name: row.partner_name, nameEn: row.partner_name_en },
});
