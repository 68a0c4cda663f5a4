import { type SQL, sql } from 'drizzle-orm';
import { database } from '@/db/client';
import type { ReadScope } from '@/domain/read-scope';
import { uuidOf } from '@/lib/id';
import { type Money, money } from '@/lib/money';

/** What an organization has, and what it may do with it: every figure of the money pages, with the terms it is made of. */
export interface FundsFigures {
  /** Its own money: never below zero. */
  readonly recharge: Money;
  /** What it has been lent altogether, what of that is in use, and what is left of it. */
  readonly creditLimit: Money;
  readonly creditUsed: Money;
  readonly credit: Money;
  /** Money that is meant for something else and cannot be allocated. */
  readonly designated: Money;
  /** `recharge + credit − designated`. */
  readonly available: Money;
  /** On its way out: asked for, and not paid yet. */
  readonly held: Money;
  readonly owedInvoices: Money;
  /** `recharge − designated − owedInvoices`, never below zero. */
  readonly withdrawable: Money;
}

/**
 * The figures of the scope's organization, now or as they were.
 *
 * @param asOf what was posted at that moment counts; absent is now
 * @source spec/06 §6.1, §6.5, docs/decisions/0018-credit-is-a-floor.md, design/differentiators.md X8, X11
 */
export async function getFundsFigures(scope: ReadScope, asOf?: Date): Promise<FundsFigures> {
  const owner = sql`${uuidOf(scope.organizationId)}::uuid`;
  const { rows } = await database().execute<{
    net: string;
    held: string;
    credit: string;
    designated: string;
    owed: string;
  }>(
    sql`select coalesce(${netOf(scope, owner, 'funds', asOf)}, 0) as net, coalesce(${netOf(scope, owner, 'held', asOf)}, 0) as held,
          coalesce(c.credit_limit_minor, 0) as credit, coalesce(c.designated_minor, 0) as designated, coalesce(c.owed_invoices_minor, 0) as owed
        from (select 1) one left join lateral (select * from credit_terms where organization_id = ${owner} and currency = ${scope.currency}
          ${asOf ? sql`and created_at <= ${asOf.toISOString()}::timestamptz` : sql``} order by created_at desc, id desc limit 1) c on true`,
  );
  const [net, held, limit, designated, owed] = (['net', 'held', 'credit', 'designated', 'owed'] as const).map((name) =>
    BigInt(rows[0]?.[name] ?? 0),
  ) as [bigint, bigint, bigint, bigint, bigint];
  const of = (minor: bigint): Money => money(minor, scope.currency);
  const used = net < 0n ? -net : 0n;
  const withdrawable = net - designated - owed;
  return {
    recharge: of(net > 0n ? net : 0n),
    creditLimit: of(limit),
    creditUsed: of(used),
    credit: of(limit - used),
    designated: of(designated),
    available: of(net + limit - designated),
    held: of(held),
    owedInvoices: of(owed),
    withdrawable: of(withdrawable > 0n ? withdrawable : 0n),
  };
}

/** The net of the one account of that purpose, in minor units: its balance, or where its last entry before then left it. */
function netOf(scope: ReadScope, owner: SQL, purpose: 'funds' | 'held', asOf: Date | undefined): SQL {
  const account = sql`(select id from ledger_accounts where owner_id = ${owner} and purpose = ${purpose} and unit_code = ${scope.currency})`;
  return asOf
    ? sql`(select credits_after - debits_after from ledger_entries where account_id = ${account} and created_at <= ${asOf.toISOString()}::timestamptz
        order by created_at desc, seq desc limit 1)`
    : sql`(select credits_minor - debits_minor from ledger_balances where account_id = ${account})`;
}
