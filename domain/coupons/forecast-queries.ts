import { sql } from 'drizzle-orm';
import { database } from '@/db/client';
import type { ReadScope } from '@/domain/read-scope';
import { type Money, money } from '@/lib/money';
import { assignedOnly, ownId } from './list-conditions';

/** What expires in one week or month, of what is there now. */
export interface ExpiryBucket {
  /** Its first and last day where the reader's organization is, `YYYY-MM-DD`. The first bucket is the one that runs. */
  readonly from: string;
  readonly to: string;
  /** Left in quotas that end in it. */
  readonly quota: Money;
  /** Left in usable coupons that end in it; it goes back to their quotas then. */
  readonly coupons: Money;
}

/** How far ahead somebody looks, and in which steps. */
export const forecastSteps = { week: 12, month: 12 } as const;

/**
 * How much of the reader's quota and of its usable coupons expires when, if nothing is used or issued until then: for people in sales of the
 * coupons of the customers assigned to them.
 *
 * @source issue C, spec/13 L11
 */
export async function forecastExpiry(scope: ReadScope, by: keyof typeof forecastSteps): Promise<ExpiryBucket[]> {
  const here = (instant: ReturnType<typeof sql>) => sql`date_trunc(${by}, ${instant} at time zone ${scope.timeZone})`;
  const step = by === 'week' ? sql`interval '1 week'` : sql`interval '1 month'`;
  const horizon = sql`((${here(sql`now()`)} + ${forecastSteps[by]} * ${step}) at time zone ${scope.timeZone})`;
  const mine = sql.join(
    [sql`c.organization_id = ${ownId(scope)}`, ...assignedOnly(scope, sql`c.customer_id`)],
    sql` and `,
  );
  const left = sql`sum(b.credits_minor - b.debits_minor) as left_minor`;
  type Row = { from: string; to: string; quota: string; coupons: string };
  const { rows } = await database().execute<Row>(
    sql`with buckets as (select ${here(sql`now()`)} + n * ${step} as begins from generate_series(0, ${forecastSteps[by] - 1}::int) n),
        quotas as (select ${here(sql`coupon_quotas.expires_at`)} as begins, ${left}
          from coupon_quotas join ledger_balances b on b.account_id = coupon_quotas.account_id
          where coupon_quotas.organization_id = ${ownId(scope)} and coupon_quotas.state not in ('invalid', 'reclaimed')
            and coupon_quotas.expires_at > now() and coupon_quotas.expires_at < ${horizon} group by 1),
        held as (select ${here(sql`c.expires_at`)} as begins, ${left} from coupons c join ledger_balances b on b.account_id = c.account_id
          where ${mine} and c.state = 'usable' and c.expires_at > now() and c.expires_at < ${horizon} group by 1)
      select to_char(buckets.begins, 'YYYY-MM-DD') as from, to_char(buckets.begins + ${step} - interval '1 day', 'YYYY-MM-DD') as to,
          coalesce(quotas.left_minor, 0)::text as quota, coalesce(held.left_minor, 0)::text as coupons
        from buckets left join quotas using (begins) left join held using (begins) order by buckets.begins`,
  );
  return rows.map((row) => ({
    from: row.from,
    to: row.to,
    quota: money(BigInt(row.quota), scope.currency),
    coupons: money(BigInt(row.coupons), scope.currency),
  }));
}
