import { sql } from 'drizzle-orm';
import type { Transaction } from '@/db/client';
import { inJob, job } from '@/domain/job';
import { monthZone } from './model';

/** So many accounts are looked at in one step. */
const accountsMax = 500;

/** Behind which account this process goes on. Only a hint: whoever begins anew looks at all of them again. */
let place = 0n;

/**
 * Closes months of Beijing's clocks: of each account of money, the next one that has been over for ten minutes. Each names the digest of the one
 * before it, and none is ever changed.
 *
 * No entry slips in later. An entry is stamped by the clock while its balance is locked, and stays invisible until its transaction commits. So
 * the step first waits for whoever holds one of the balances: what was stamped in the month is committed, or gone, when the figures are
 * read, and what comes later is stamped later. The ten minutes are for a clock that is set back.
 *
 * Two processes at once come to the same figures and keep them once; one that dies has closed whole months, or none.
 *
 * @source spec/06 §6.4, docs/decisions/0021-closed-months.md
 */
export const closeMonths = job('close-months', () => inJob(closeSome));

async function closeSome(tx: Transaction): Promise<number> {
  const { rows } = await tx.execute<{ id: string; is_due: boolean }>(
    sql`select a.id, coalesce(${nextMonth} + interval '1 month' <= (clock_timestamp() - interval '10 minutes') at time zone ${monthZone}, false) as is_due
      from (select id from ledger_accounts where id > ${place} and purpose in ('funds', 'held') order by id limit ${accountsMax}) a
      ${months} order by a.id`,
  );
  const due = rows.filter((row) => row.is_due).map(({ id }) => BigInt(id));
  if (due.length === 0) {
    place = rows.length < accountsMax ? 0n : BigInt(rows.at(-1)?.id ?? 0);
    return 0;
  }
  await tx.execute(sql`select ledger_wait_for_postings(${sql.param(due)}::bigint[])`);
  // A statement of its own: it sees what was committed while the one before waited.
  await keepMonths(tx, due);
  return due.length;
}

/** The last closed month of `a`, and its first entry. */
const months = sql`left join lateral (select * from closed_months where account_id = a.id order by month desc limit 1) p on true
  left join lateral (select created_at from ledger_entries where account_id = a.id and seq = 1) f on true`;
/** The first day of the month that is to be closed next, as a time without a zone. */
const nextMonth = sql`coalesce(p.month + interval '1 month', date_trunc('month', f.created_at at time zone ${monthZone}))`;

/** Entries keep running totals, so that a month is two of them, however many lie between. */
async function keepMonths(tx: Transaction, accounts: readonly bigint[]): Promise<void> {
  await tx.execute(
    sql`with due as (
        select a.id, a.owner_id, a.root_id, a.unit_code, ${nextMonth} as month, coalesce(p.closing_minor, 0) as opening, coalesce(p.last_seq, 0) as before, p.digest
          from ledger_accounts a ${months} where a.id = any(${sql.param([...accounts])}::bigint[])),
      figures as (
        select d.*, coalesce(l.credits_after, 0) - coalesce(b.credits_after, 0) as came, coalesce(l.debits_after, 0) - coalesce(b.debits_after, 0) as went,
               coalesce(l.credits_after - l.debits_after, 0) as closing, coalesce(l.seq, 0) as last
          from due d left join ledger_entries b on b.account_id = d.id and b.seq = d.before
          left join lateral (select seq, debits_after, credits_after from ledger_entries where account_id = d.id
            and created_at < (d.month + interval '1 month') at time zone ${monthZone} order by created_at desc, seq desc limit 1) l on true)
    insert into closed_months (account_id, month, organization_id, root_id, unit_code, opening_minor, in_minor, out_minor, closing_minor, entry_count,
        last_seq, previous_digest, digest)
      select id, month::date, owner_id, root_id, unit_code, opening, came, went, closing, last - before, last, digest,
             sha256(coalesce(digest, ''::bytea) || convert_to(concat_ws('|', id, to_char(month, 'YYYY-MM-DD'), unit_code, opening, came, went, closing, last - before, last), 'UTF8'))
        from figures
      on conflict (account_id, month) do nothing`,
  );
}
