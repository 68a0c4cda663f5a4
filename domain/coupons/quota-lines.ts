import { type SQL, sql } from 'drizzle-orm';
import { database } from '@/db/client';
import { instantKey, keyset, type Page, type PageRequest, readPage } from '@/lib/cursor';
import { type Id, idFromUuid } from '@/lib/id';
import { type Currency, type Money, money } from '@/lib/money';
import type { Named } from './list-conditions';
import type { CouponType, QuotaState } from './model';
import { quotaStateNow } from './quota-detail-queries';

/** One quota of a list. */
export interface QuotaLine {
  readonly id: Id<'couponQuota'>;
  readonly number: string;
  readonly type: CouponType;
  /** As of now: one whose time has passed is invalid even before the books say so. */
  readonly state: QuotaState;
  readonly value: Money;
  readonly balance: Money;
  readonly effectiveAt: Date;
  readonly expiresAt: Date;
  /** Whether its time has begun. */
  readonly isEffective: boolean;
  readonly createdAt: Date;
}

/** One quota that was cut for a reseller, with whom it is for and what it was cut from. */
export interface IssuedQuotaLine extends QuotaLine {
  readonly reseller: Named<'organization'>;
  readonly parent: { readonly id: Id<'couponQuota'>; readonly number: string };
}

/** How many quotas a filter leaves and what they add up to. Counted up to 10,000; `isMore` says that there are others. */
export interface QuotaTotals {
  readonly count: number;
  readonly isMore: boolean;
  readonly value: Money;
  /** What can be issued now. */
  readonly usable: Money;
  /** What is left in quotas that are over: nobody can issue it. */
  readonly unusable: Money;
  /** What is left in quotas that are frozen, being adjusted or not yet in force. */
  readonly waiting: Money;
}

/** Sums look at this many rows at most, so that they never keep a page waiting. */
export const countedMax = 10_000;

const balance = sql`b.credits_minor - b.debits_minor`;
/** Quotas with their balance and what they were cut from. */
const tables = sql`coupon_quotas join ledger_balances b on b.account_id = coupon_quotas.account_id
  left join coupon_quotas parents on parents.id = coupon_quotas.parent_id`;

type QuotaRow = {
  id: string;
  number: string;
  type: CouponType;
  state: QuotaState;
  value_minor: string;
  balance_minor: string;
  currency: Currency;
  effective_at: string;
  expires_at: string;
  is_effective: boolean;
  created_at: string;
  key: string;
  parent_id: string | null;
  parent_number: string | null;
  reseller_id: string;
  name: string;
  name_en: string | null;
};

/** A page of the quotas that meet `where`, the newest first. */
export async function readQuotas(where: SQL, request: PageRequest<'couponQuota'>): Promise<Page<QuotaRow>> {
  return readPage(request, {
    read: async (position) => {
      const page = keyset(position, {
        key: sql`coupon_quotas.created_at`,
        sort: 'instant',
        id: sql`coupon_quotas.id`,
      });
      const { rows } = await database().execute<QuotaRow>(
        sql`select coupon_quotas.id, coupon_quotas.number, coupon_quotas.type, ${quotaStateNow} as state, coupon_quotas.value_minor,
            ${balance} as balance_minor, coupon_quotas.currency, coupon_quotas.effective_at, coupon_quotas.expires_at,
            coupon_quotas.effective_at <= now() as is_effective, coupon_quotas.created_at, ${instantKey(sql`coupon_quotas.created_at`)} as key,
            parents.id as parent_id, parents.number as parent_number, o.id as reseller_id, o.name, o.name_en
          from ${tables} join organizations o on o.id = coupon_quotas.organization_id
          where ${where} and ${page.where} order by ${page.orderBy} limit ${position.limit}`,
      );
      return rows;
    },
    cursorOf: (row) => ({ key: row.key, id: idFromUuid('couponQuota', row.id) }),
  });
}

/** What the newest 10,000 quotas that meet `where` come to. */
export async function sumQuotaLines(where: SQL, currency: Currency): Promise<QuotaTotals> {
  type Row = { count: string; value: string; usable: string; unusable: string; waiting: string };
  const { rows } = await database().execute<Row>(
    sql`select count(*) as count, coalesce(sum(value_minor), 0) as value,
        coalesce(sum(balance_minor) filter (where state = 'normal' and is_effective), 0) as usable,
        coalesce(sum(balance_minor) filter (where state in ('invalid', 'reclaimed')), 0) as unusable,
        coalesce(sum(balance_minor) filter (where state in ('frozen', 'adjusting') or state = 'normal' and not is_effective), 0) as waiting
      from (select coupon_quotas.value_minor, ${balance} as balance_minor, ${quotaStateNow} as state, coupon_quotas.effective_at <= now() as is_effective
              from ${tables} where ${where} order by coupon_quotas.created_at desc, coupon_quotas.id desc limit ${countedMax + 1}) found`,
  );
  const [found] = rows;
  const amount = (text: string | undefined) => money(BigInt(text ?? 0), currency);
  const count = Number(found?.count ?? 0);
  return {
    count: Math.min(count, countedMax),
    isMore: count > countedMax,
    value: amount(found?.value),
    usable: amount(found?.usable),
    unusable: amount(found?.unusable),
    waiting: amount(found?.waiting),
  };
}

/** A row as its list shows it. */
export const quotaLineOf = (row: QuotaRow): QuotaLine => ({
  id: idFromUuid('couponQuota', row.id),
  number: row.number,
  type: row.type,
  state: row.state,
  value: money(BigInt(row.value_minor), row.currency),
  balance: money(BigInt(row.balance_minor), row.currency),
  effectiveAt: new Date(row.effective_at),
  expiresAt: new Date(row.expires_at),
  isEffective: row.is_effective,
  createdAt: new Date(row.created_at),
});
