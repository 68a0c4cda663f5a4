import { type SQL, sql } from 'drizzle-orm';
import { database } from '@/db/client';
import type { OrganizationKind } from '@/db/schema/identity';
import type { TransferKind } from '@/db/schema/ledger';
import { upTo } from '@/domain/day-range';
import type { ReadScope } from '@/domain/read-scope';
import { keyset, type Page, type PageRequest, readPage } from '@/lib/cursor';
import { type Id, idFromUuid, uuidOf } from '@/lib/id';
import { type Money, money } from '@/lib/money';

/** A day in the reader's time zone (`2026-11-22`) and the balance at its end; null before there was an account. */
export interface DailyBalance {
  readonly day: string;
  readonly balance: Money | null;
}

/** One movement on the reader's own account. `amount` is positive when it came in, negative when it went out. */
export interface StatementLine {
  readonly seq: string;
  readonly transferId: Id<'transfer'>;
  readonly kind: TransferKind;
  readonly at: Date;
  readonly amount: Money;
  readonly balanceAfter: Money;
  readonly counterparty: {
    readonly id: Id<'organization'>;
    readonly kind: OrganizationKind;
    readonly name: string;
    readonly nameEn: string | null;
  };
}

/** The one account a scope stands for: that of its organization, in its currency. */
const ownAccount = (scope: ReadScope): SQL =>
  sql`select id, created_at from ledger_accounts where owner_id = ${uuidOf(scope.organizationId)}::uuid and purpose = 'funds'
    and unit_code = ${scope.currency}`;

/** What the reader's organization holds now. Without an account it holds nothing. */
export async function getBalance(scope: ReadScope): Promise<Money> {
  const { rows } = await database().execute<{ net: string }>(
    sql`select b.credits_minor - b.debits_minor as net from ledger_balances b where b.account_id = (select id from (${ownAccount(scope)}) own)`,
  );
  return money(BigInt(rows[0]?.net ?? 0), scope.currency);
}

/**
 * The balance at the end of each of the last `days` days, today included, oldest first.
 *
 * @param asOf the last of them is the day of this moment, and ends with it; absent is now
 */
export async function listDailyBalances(scope: ReadScope, days = 30, asOf?: Date): Promise<DailyBalance[]> {
  const end = asOf ? sql`${asOf.toISOString()}::timestamptz` : sql`now()`;
  const { rows } = await database().execute<{ day: string; net: string | null }>(
    sql`with own as (${ownAccount(scope)}),
        today as (select (${end} at time zone ${scope.timeZone})::date as day),
        span as (select (t.day - i) as day, ((t.day - i + 1)::timestamp at time zone ${scope.timeZone}) as ends_at
                   from today t, generate_series(0, ${days - 1}::int) i)
      select to_char(s.day, 'YYYY-MM-DD') as day,
             coalesce(e.net, case when own.created_at < s.ends_at then 0 end)::text as net
        from span s left join own on true
        left join lateral (select credits_after - debits_after as net from ledger_entries
                            where account_id = own.id and created_at < s.ends_at ${asOf ? sql`and ${upTo(sql`created_at`, asOf)}` : sql``} order by created_at desc, seq desc limit 1) e on true
       order by s.day`,
  );
  return rows.map(({ day, net }) => ({ day, balance: net === null ? null : money(BigInt(net), scope.currency) }));
}

/**
 * What came in and went out, the newest first.
 *
 * @param asOf what was posted by then; absent is now
 */
export async function listStatementLines(
  scope: ReadScope,
  request: PageRequest<'transfer'>,
  asOf?: Date,
): Promise<Page<StatementLine>> {
  // Entries are numbered in the order of their time, so the list may begin where that moment is, wherever it lies.
  const until = asOf
    ? sql`and e.seq <= (select seq from ledger_entries where account_id = (select id from (${ownAccount(scope)}) own)
        and ${upTo(sql`created_at`, asOf)} order by created_at desc, seq desc limit 1)`
    : sql``;
  return readPage(request, {
    read: async (position) => {
      const { where, orderBy } = keyset(position, { key: sql`e.seq`, sort: 'integer', id: sql`e.transfer_id` });
      const { rows } = await database().execute<LineRow>(
        sql`select e.seq, e.transfer_id, t.kind, e.created_at, e.amount_minor, e.credits_after - e.debits_after as net, o.id as owner_id, o.kind as owner_kind,
                   o.name, o.name_en
              from ledger_entries e join ledger_transfers t on t.id = e.transfer_id
              join ledger_accounts a on a.id = case when e.amount_minor < 0 then t.credit_id else t.debit_id end
              join organizations o on o.id = a.owner_id
             where e.account_id = (select id from (${ownAccount(scope)}) own) ${until} and ${where} order by ${orderBy} limit ${position.limit}`,
      );
      return rows.map((row) => lineOf(row, scope));
    },
    cursorOf: (line) => ({ key: line.seq, id: line.transferId }),
  });
}

type LineRow = {
  seq: string;
  transfer_id: string;
  kind: TransferKind;
  created_at: Date;
  amount_minor: string;
  net: string;
  owner_id: string;
  owner_kind: OrganizationKind;
  name: string;
  name_en: string | null;
};

const lineOf = (row: LineRow, scope: ReadScope): StatementLine => ({
  seq: row.seq,
  transferId: idFromUuid('transfer', row.transfer_id),
  kind: row.kind,
  at: new Date(row.created_at),
  amount: money(BigInt(row.amount_minor), scope.currency),
  balanceAfter: money(BigInt(row.net), scope.currency),
  counterparty: {
    id: idFromUuid('organization', row.owner_id),
    kind: row.owner_kind,
    name: row.name,
    nameEn: row.name_en,
  },
});
