import { type SQL, sql } from 'drizzle-orm';
import { database } from '@/db/client';
import { upTo } from '@/domain/day-range';
import type { ReadScope } from '@/domain/read-scope';
import { uuidOf } from '@/lib/id';
import { invariant } from '@/lib/invariant';
import { type Currency, type Money, money } from '@/lib/money';

/** What an organization has, and what it may do with it: every figure of the money pages, with the terms it is made of. */
export interface FundsFigures {
  /** The moment they hold for: the one asked about, or when they were read. */
  readonly at: Date;
  /** All that ever came in and went out. */
  readonly cameIn: Money;
  readonly wentOut: Money;
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
  const { rows } = await database().execute<Row>(
    sql`select now()::text as at, coalesce(f.went, 0) as went, coalesce(f.came, 0) as came, coalesce(h.came - h.went, 0) as held,
          coalesce(c.credit_limit_minor, 0) as credit, coalesce(c.designated_minor, 0) as designated, coalesce(c.owed_invoices_minor, 0) as owed
        from (select 1) one left join lateral (${totalsOf(scope, owner, 'funds', asOf)}) f on true
        left join lateral (${totalsOf(scope, owner, 'held', asOf)}) h on true
        left join lateral (select * from credit_terms where organization_id = ${owner} and currency = ${scope.currency}
          ${asOf ? sql`and ${upTo(sql`created_at`, asOf)}` : sql``} order by created_at desc, id desc limit 1) c on true`,
  );
  const [row] = rows;
  invariant(row, 'figures are one row');
  return figuresOf(row, asOf ?? new Date(row.at), scope.currency);
}

type Row = {
  at: string;
  went: string;
  came: string;
  held: string;
  credit: string;
  designated: string;
  owed: string;
};

function figuresOf(row: Row, at: Date, currency: Currency): FundsFigures {
  const [came, went] = [BigInt(row.came), BigInt(row.went)];
  const [limit, designated, owed] = [BigInt(row.credit), BigInt(row.designated), BigInt(row.owed)];
  const of = (minor: bigint): Money => money(minor, currency);
  const net = came - went;
  const used = net < 0n ? -net : 0n;
  const withdrawable = net - designated - owed;
  return {
    at,
    cameIn: of(came),
    wentOut: of(went),
    recharge: of(net > 0n ? net : 0n),
    creditLimit: of(limit),
    creditUsed: of(used),
    credit: of(limit - used),
    designated: of(designated),
    available: of(net + limit - designated),
    held: of(BigInt(row.held)),
    owedInvoices: of(owed),
    withdrawable: of(withdrawable > 0n ? withdrawable : 0n),
  };
}

/** What ever left and entered the one account of that purpose, in minor units: as its balance says, or its last entry up to then. */
function totalsOf(scope: ReadScope, owner: SQL, purpose: 'funds' | 'held', asOf: Date | undefined): SQL {
  const account = sql`(select id from ledger_accounts where owner_id = ${owner} and purpose = ${purpose} and unit_code = ${scope.currency})`;
  return asOf
    ? sql`select debits_after as went, credits_after as came from ledger_entries where account_id = ${account}
        and ${upTo(sql`created_at`, asOf)} order by created_at desc, seq desc limit 1`
    : sql`select debits_minor as went, credits_minor as came from ledger_balances where account_id = ${account}`;
}
