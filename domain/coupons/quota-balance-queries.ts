import { type SQL, sql } from 'drizzle-orm';
import { database } from '@/db/client';
import type { ReadScope } from '@/domain/read-scope';
import { type Id, uuidOf } from '@/lib/id';
import { type Currency, type Money, money, subtract, sum } from '@/lib/money';
import { ownId } from './list-conditions';
import type { CouponRecordKind } from './model';

/** Where a quota's balance came from and went to; the amounts of all steps add up to the balance. */
export interface BalanceStep {
  /**
   * A kind of record; or `moved`, everything besides what it was given and what was taken back, for whoever may not look at single coupons of
   * it: a distributor at its reseller's, and people in sales.
   */
  readonly what: CouponRecordKind | 'moved';
  /** How many records it comes from; null for `moved`. */
  readonly count: number | null;
  /** Positive for what came in, negative for what went out. */
  readonly amount: Money;
}

const order: readonly (CouponRecordKind | 'moved')[] = [
  ...(['quota_grant', 'quota_issue', 'quota_reclaim', 'issue', 'reclaim', 'unbind', 'expire', 'unsubscribe'] as const),
  ...(['recharge_cancelled', 'associate', 'switch', 'move', 'moved'] as const),
];

/**
 * The balance of a quota in the reader's reach, explained by its records at one moment. Undefined for any other quota.
 *
 * @source spec/05 §5.1, spec/13 L10
 */
export async function explainQuota(
  scope: ReadScope,
  id: Id<'couponQuota'>,
): Promise<{ steps: BalanceStep[]; balance: Money } | undefined> {
  const isOwn = sql`q.organization_id = ${ownId(scope)}`;
  const isOpen = scope.accountManagerId ? sql`false` : isOwn;
  const inReach = scope.accountManagerId ? isOwn : sql`(${isOwn} or p.organization_id = ${ownId(scope)})`;
  type Row = { balance: string; currency: Currency; kind: CouponRecordKind | null; count: string; sum: string };
  const { rows } = await database().execute<Row>(
    sql`select q.currency, b.credits_minor - b.debits_minor as balance, k.kind, k.count, k.sum
      from coupon_quotas q join ledger_balances b on b.account_id = q.account_id left join coupon_quotas p on p.id = q.parent_id
        left join lateral (select kind, count(*) as count, sum(signed) as sum from (${signed}) r where ${isOpen} or r.is_gift group by kind) k on true
      where q.id = ${uuidOf(id)}::uuid and ${inReach}`,
  );
  const [quota] = rows;
  if (!quota) return undefined;
  const known = rows.flatMap((row): BalanceStep[] =>
    row.kind ? [{ what: row.kind, count: Number(row.count), amount: money(BigInt(row.sum), row.currency) }] : [],
  );
  const balance = money(BigInt(quota.balance), quota.currency);
  const rest = subtract(
    balance,
    sum(
      known.map(({ amount }) => amount),
      quota.currency,
    ),
  );
  const moved: BalanceStep[] = rest.minor === 0n ? [] : [{ what: 'moved', count: null, amount: rest }];
  return { steps: [...known, ...moved].toSorted((a, b) => placeOf(a) - placeOf(b)), balance };
}

/** What its distributor takes back from a quota is what was left: it comes last, so that adding up never goes below zero before. */
const placeOf = ({ what, amount }: BalanceStep): number =>
  what === 'quota_reclaim' && amount.minor < 0n ? order.length : order.indexOf(what);

/** What each record did to the balance of quota `q`: as the quota itself, or as what others were cut from. */
const signed: SQL = sql`
  select kind, kind in ('quota_grant', 'quota_issue', 'quota_reclaim') as is_gift, case when kind in ('issue', 'quota_reclaim') then -amount_minor else amount_minor end as signed
    from coupon_records where quota_id = q.id and transfer_id is not null and kind not in ('use', 'refund')
  union all
  select kind, false, case kind when 'quota_issue' then -amount_minor else amount_minor end
    from coupon_records where parent_quota_id = q.id and transfer_id is not null and kind in ('quota_issue', 'quota_reclaim')`;
