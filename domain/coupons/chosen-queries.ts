import { sql } from 'drizzle-orm';
import { database } from '@/db/client';
import type { ReadScope } from '@/domain/read-scope';
import { type Id, idFromUuid, uuidOf } from '@/lib/id';
import { type Currency, type Money, money } from '@/lib/money';
import { lockOrderNow } from './coupon-state-now';
import type { CouponState, CouponType, QuotaState } from './model';

interface Named {
  readonly name: string;
  readonly nameEn: string | null;
}

/** A coupon somebody has chosen to reclaim, as it is at the moment. */
export interface ChosenCoupon {
  readonly id: Id<'coupon'>;
  readonly type: CouponType;
  /** As of now: one whose time has passed is expired even before the books say so. */
  readonly state: CouponState;
  readonly isLocked: boolean;
  readonly balance: Money;
  readonly expiresAt: Date;
  readonly customer: Named;
}

type Row = {
  id: string;
  type: CouponType;
  currency: Currency;
  net: string;
  expires_at: string;
  name: string;
  name_en: string | null;
};

const namedOf = (row: Row): Named => ({ name: row.name, nameEn: row.name_en });
const balanceOf = (row: Row): Money => money(BigInt(row.net), row.currency);

/** Those of the coupons that are the reader's own, in the order asked for; for people in sales, of the customers assigned to them. */
export async function listChosenCoupons(scope: ReadScope, ids: readonly Id<'coupon'>[]): Promise<ChosenCoupon[]> {
  const manager = scope.accountManagerId
    ? sql`and exists (select from associations m where m.customer_id = c.customer_id and m.organization_id = c.organization_id
        and m.ended_at is null and m.account_manager_id = ${uuidOf(scope.accountManagerId)}::uuid)`
    : sql``;
  const { rows } = await database().execute<Row & { state: CouponState; is_locked: boolean }>(
    sql`select c.id, c.type, c.currency, c.expires_at, ${lockOrderNow} is not null as is_locked, o.name, o.name_en,
        case when c.state = 'usable' and c.expires_at <= now() then 'expired' else c.state end as state, b.credits_minor - b.debits_minor as net
      from coupons c join organizations o on o.id = c.customer_id join ledger_balances b on b.account_id = c.account_id
     where c.id = any(${sql.param(ids.map(uuidOf))}::uuid[]) and c.organization_id = ${uuidOf(scope.organizationId)}::uuid ${manager}`,
  );
  const found = new Map(
    rows.map((row): [string, ChosenCoupon] => {
      const id = idFromUuid('coupon', row.id);
      const { type, state, is_locked: isLocked } = row;
      const expiresAt = new Date(row.expires_at);
      return [id, { id, type, state, isLocked, balance: balanceOf(row), expiresAt, customer: namedOf(row) }];
    }),
  );
  return ids.flatMap((id) => found.get(id) ?? []);
}

/** A quota of its reseller's that a distributor has chosen to take back, as it is at the moment. */
export interface ChosenQuota {
  readonly id: Id<'couponQuota'>;
  readonly number: string;
  readonly type: CouponType;
  /** As of now. */
  readonly state: QuotaState;
  readonly balance: Money;
  readonly expiresAt: Date;
  readonly reseller: Named;
}

/** Those of the quotas that were cut from the reader's own, in the order asked for. */
export async function listChosenQuotas(scope: ReadScope, ids: readonly Id<'couponQuota'>[]): Promise<ChosenQuota[]> {
  const { rows } = await database().execute<Row & { state: QuotaState; number: string }>(
    sql`select q.id, q.number, q.type, q.currency, q.expires_at, o.name, o.name_en, b.credits_minor - b.debits_minor as net,
        case when q.state not in ('invalid', 'reclaimed') and q.expires_at <= now() then 'invalid' else q.state end as state
      from coupon_quotas q join coupon_quotas p on p.id = q.parent_id join organizations o on o.id = q.organization_id
      join ledger_balances b on b.account_id = q.account_id
     where q.id = any(${sql.param(ids.map(uuidOf))}::uuid[]) and p.organization_id = ${uuidOf(scope.organizationId)}::uuid`,
  );
  const found = new Map(
    rows.map((row): [string, ChosenQuota] => {
      const id = idFromUuid('couponQuota', row.id);
      const { number, type, state } = row;
      const expiresAt = new Date(row.expires_at);
      return [id, { id, number, type, state, balance: balanceOf(row), expiresAt, reseller: namedOf(row) }];
    }),
  );
  return ids.flatMap((id) => found.get(id) ?? []);
}

/** A quota that something can be cut from now. */
export interface UsableQuota {
  readonly id: Id<'couponQuota'>;
  readonly number: string;
  readonly type: CouponType;
  readonly balance: Money;
  readonly expiresAt: Date;
}

/** The reader's own quotas that something can be cut from now; those that end first stand first. */
export async function listUsableQuotas(scope: ReadScope): Promise<UsableQuota[]> {
  const { rows } = await database().execute<Omit<Row, 'name' | 'name_en'> & { number: string }>(
    sql`select q.id, q.number, q.type, q.currency, q.expires_at, b.credits_minor - b.debits_minor as net
      from coupon_quotas q join ledger_balances b on b.account_id = q.account_id
     where q.organization_id = ${uuidOf(scope.organizationId)}::uuid and q.state = 'normal' and q.effective_at <= now() and q.expires_at > now()
       and b.credits_minor > b.debits_minor
     order by q.expires_at, q.id limit 100`,
  );
  return rows.map(({ id, number, type, currency, net, expires_at }) => ({
    ...{ id: idFromUuid('couponQuota', id), number, type },
    balance: money(BigInt(net), currency),
    expiresAt: new Date(expires_at),
  }));
}
