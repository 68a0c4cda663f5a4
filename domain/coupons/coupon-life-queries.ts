import { sql } from 'drizzle-orm';
import { database } from '@/db/client';
import type { ReadScope } from '@/domain/read-scope';
import { type Id, idFromUuid, uuidOf } from '@/lib/id';
import { type Currency, type Money, money } from '@/lib/money';
import { couponNumber } from './coupon-number';
import { lockOrderNow } from './coupon-state-now';
import type { UseLimits } from './limits-model';
import { assignedOnly, couponStateNow, type Named, ownId } from './list-conditions';
import type { CouponState, CouponType } from './model';
import { type RecordLine, type RecordRow, recordColumns, recordLineOf, recordTables } from './record-lines';

/** One thing that happened to a coupon, with what it did to its balance; nothing, where it was declined. */
export interface LifeEvent extends RecordLine {
  /** Positive when it came in, negative when it went out. */
  readonly change: Money | null;
  readonly balanceAfter: Money | null;
}

/** A coupon from its issue to its end, as its issuer sees it. */
export interface CouponLife {
  readonly id: Id<'coupon'>;
  readonly number: string;
  readonly type: CouponType;
  /** As of now: one whose time has passed has expired even before the books say so. */
  readonly state: CouponState;
  /** Whether it is past its time and what is left has not gone back yet. */
  readonly awaitsReturn: boolean;
  readonly customer: Named<'customer'> & { readonly isOwn: boolean };
  readonly quota: { readonly id: Id<'couponQuota'>; readonly number: string };
  readonly face: Money;
  readonly left: Money;
  readonly minOrder: Money;
  readonly limits: UseLimits;
  readonly uses: number;
  readonly effectiveAt: Date;
  readonly expiresAt: Date;
  readonly isEffective: boolean;
  readonly createdAt: Date;
  readonly remark: string | null;
  readonly lock: { readonly orderId: string; readonly at: Date } | null;
  readonly orderId: string | null;
  readonly lastUsedAt: Date | null;
  /** The oldest first: the newest `eventsMax`, should there be more. */
  readonly events: readonly LifeEvent[];
  readonly hasEarlierEvents: boolean;
}

/** So many things that happened to one coupon are shown on its page. */
export const eventsMax = 200;

/** The whole life of one coupon the reader's organization has issued; undefined for any other, just as for an id that names nothing. */
export async function findCouponLife(scope: ReadScope, id: Id<'coupon'>): Promise<CouponLife | undefined> {
  const reach = sql.join(
    [sql`c.organization_id = ${ownId(scope)}`, ...assignedOnly(scope, sql`c.customer_id`)],
    sql` and `,
  );
  const { rows } = await database().execute<CouponRow>(
    sql`select c.type, ${couponStateNow} as state, c.state in ('usable', 'used') and c.expires_at <= now() and b.credits_minor > b.debits_minor as awaits_return, c.face_minor, c.min_order_minor,
        c.currency, c.limits, c.uses, c.effective_at, c.expires_at, c.effective_at <= now() as is_effective, c.created_at, c.remark, ${lockOrderNow} as lock_order_id,
        c.locked_at, c.order_id, c.last_used_at, b.credits_minor - b.debits_minor as left_minor, c.customer_id, o.name, o.name_en,
        exists (select from associations s where s.customer_id = c.customer_id and s.organization_id = c.organization_id and s.ended_at is null) as is_customer_own,
        q.id as quota_id, q.number as quota_number
      from coupons c join ledger_balances b on b.account_id = c.account_id join organizations o on o.id = c.customer_id join coupon_quotas q on q.id = c.quota_id
      where c.id = ${uuidOf(id)}::uuid and ${reach}`,
  );
  const [row] = rows;
  if (!row) return undefined;
  const events = await eventsOf(scope, id);
  return {
    ...lifeOf(id, row),
    events: events.slice(0, eventsMax).toReversed(),
    hasEarlierEvents: events.length > eventsMax,
  };
}

type EventRow = RecordRow & { change_minor: string | null; after_minor: string | null };

/** What is written down of it, the newest first, with the posting in its own account. */
async function eventsOf(scope: ReadScope, id: Id<'coupon'>): Promise<LifeEvent[]> {
  const { rows } = await database().execute<EventRow>(
    sql`select ${recordColumns(scope)}, e.amount_minor as change_minor, e.credits_after - e.debits_after as after_minor
      from ${recordTables(scope)} left join ledger_entries e on e.account_id = c.account_id and e.transfer_id = r.transfer_id
      where r.coupon_id = ${uuidOf(id)}::uuid and r.organization_id = ${ownId(scope)} order by r.created_at desc, e.seq desc nulls last, r.id desc
      limit ${eventsMax + 1}`,
  );
  return rows.map((row) => ({
    ...recordLineOf(row),
    change: row.change_minor === null ? null : money(BigInt(row.change_minor), row.currency),
    balanceAfter: row.after_minor === null ? null : money(BigInt(row.after_minor), row.currency),
  }));
}

type CouponRow = {
  type: CouponType;
  state: CouponState;
  awaits_return: boolean;
  face_minor: string;
  min_order_minor: string;
  left_minor: string;
  currency: Currency;
  limits: UseLimits;
  uses: number;
  effective_at: string;
  expires_at: string;
  is_effective: boolean;
  created_at: string;
  remark: string | null;
  lock_order_id: string | null;
  locked_at: string | null;
  order_id: string | null;
  last_used_at: string | null;
  customer_id: string;
  name: string;
  name_en: string | null;
  is_customer_own: boolean;
  quota_id: string;
  quota_number: string;
};

const lifeOf = (id: Id<'coupon'>, row: CouponRow): Omit<CouponLife, 'events' | 'hasEarlierEvents'> => ({
  id,
  number: couponNumber(id),
  type: row.type,
  state: row.state,
  awaitsReturn: row.awaits_return,
  customer: {
    id: idFromUuid('customer', row.customer_id),
    name: row.name,
    nameEn: row.name_en,
    isOwn: row.is_customer_own,
  },
  quota: { id: idFromUuid('couponQuota', row.quota_id), number: row.quota_number },
  face: money(BigInt(row.face_minor), row.currency),
  left: money(BigInt(row.left_minor), row.currency),
  minOrder: money(BigInt(row.min_order_minor), row.currency),
  limits: row.limits,
  uses: row.uses,
  effectiveAt: new Date(row.effective_at),
  expiresAt: new Date(row.expires_at),
  isEffective: row.is_effective,
  createdAt: new Date(row.created_at),
  remark: row.remark,
  lock: row.lock_order_id && row.locked_at ? { orderId: row.lock_order_id, at: new Date(row.locked_at) } : null,
  orderId: row.order_id,
  lastUsedAt: row.last_used_at === null ? null : new Date(row.last_used_at),
});
