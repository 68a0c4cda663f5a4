import { sql } from 'drizzle-orm';
import { database } from '@/db/client';
import type { ReadScope } from '@/domain/read-scope';
import type { Id } from '@/lib/id';
import { type Currency, type Money, money } from '@/lib/money';
import { openAssociation } from './in-reach';

/** Over how many days consumption is looked at. */
export const burnDays = 7;

/** How long a customer's money lasts if it goes on as in the last days. */
export interface Runway {
  readonly balance: Money;
  /** What was used up in the last `burnDays` days. */
  readonly used: Money;
  /** Whole days, rounded down; absent when nothing was used, since then there is no end to it. */
  readonly days: bigint | undefined;
}

/**
 * How long a resale customer in reach gets by: its balance ÷ what it used on an average day of the last seven, in whole minor units. What a
 * partner gives and takes back is no use, and what was used under an earlier partner is not this one's to know, so allocations, reclaims and returns are left out; what a customer got back from using is taken off.
 *
 * Undefined for everybody else's customer, and where money is not the partner's.
 *
 * @source spec/02 §2.2, design/ux-checklist.md 31
 */
export async function findRunway(scope: ReadScope, customerId: Id<'customer'>): Promise<Runway | undefined> {
  const { rows } = await database().execute<{ currency: Currency; balance: string; used: string }>(
    sql`select o.currency, b.credits_minor - b.debits_minor as balance,
          coalesce((select -sum(e.amount_minor) from ledger_entries e join ledger_transfers t on t.id = e.transfer_id
            where e.account_id = l.id and e.created_at >= own.since and e.created_at > clock_timestamp() - make_interval(days => ${burnDays})
              and t.kind not in ('allocate', 'reclaim', 'unbind')), 0) as used
        from (${openAssociation(scope, customerId)}) own
        join organizations o on o.id = own.customer_id
        join ledger_accounts l on l.owner_id = o.id and l.purpose = 'funds' and l.unit_code = o.currency
        join ledger_balances b on b.account_id = l.id
       where own.type = 'resale'`,
  );
  const [row] = rows;
  if (!row) return undefined;
  const [balance, used] = [BigInt(row.balance), BigInt(row.used)];
  return {
    balance: money(balance, row.currency),
    used: money(used > 0n ? used : 0n, row.currency),
    days: used > 0n ? (balance * BigInt(burnDays)) / used : undefined,
  };
}
