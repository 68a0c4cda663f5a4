import { type SQL, sql } from 'drizzle-orm';
import type { Database, Transaction } from '@/db/client';
import type { OrganizationKind } from '@/db/schema/identity';
import { upTo, withinDays } from '@/domain/day-range';
import { entryParts } from '@/domain/ledger/entry-parts';
import type { ReadScope } from '@/domain/read-scope';
import { type Id, uuidOf } from '@/lib/id';
import type { StatementFilter } from './filter-text';
import { detailsOfType, type StatementAccount, type StatementDetail } from './model';

/** Where a page of lines begins: behind the place of a line, in one order or the other. */
export interface LinePosition {
  readonly from: bigint | undefined;
  readonly order: 'asc' | 'desc';
  readonly limit: number;
  readonly offset?: number;
}

/** Which lines, once the words of a filter have been looked up. */
export interface LineQuery extends Omit<StatementFilter, 'number'> {
  /** The funds account in the ledger. */
  readonly ledgerAccount: bigint;
  /** Only what these transfers, or terms, were. */
  readonly ids?: readonly Id<'transfer'>[] | undefined;
}

export type LineRow = {
  readonly place: string;
  readonly id: string;
  readonly detail: StatementDetail;
  readonly created_at: Date;
  readonly amount_minor: string;
  readonly net: string;
  readonly other_id: string | null;
  readonly other_kind: OrganizationKind | null;
  readonly other_name: string | null;
  readonly other_name_en: string | null;
  readonly other_account_name: string | null;
};

/**
 * Between two places there is room for so many changes of the credit limit: they stand behind the entry before them. A place is a whole
 * number, so that a page is found in the index of the entries.
 */
const room = 1_000_000n;

/** The one account all is derived from: that of the scope's organization, in its currency. Undefined for those that hold no money. */
export async function fundsAccountOf(scope: ReadScope, db: Database | Transaction): Promise<bigint | undefined> {
  const { rows } = await db.execute<{ id: string }>(
    sql`select id from ledger_accounts where owner_id = ${uuidOf(scope.organizationId)}::uuid and purpose = 'funds' and unit_code = ${scope.currency}`,
  );
  return rows[0] && BigInt(rows[0].id);
}

/**
 * The lines of one account, a page of them. An entry of the funds account is a line of the account it changed, or of both; changes of the
 * credit limit are lines of the credit account.
 *
 * @source docs/decisions/0018-credit-is-a-floor.md, spec/06 §6.4
 */
export function linesOf(scope: ReadScope, query: LineQuery, position: LinePosition): SQL {
  const direction = position.order === 'desc' ? sql`desc` : sql`asc`;
  const offset = position.offset ?? 0;
  const inner = { ...position, limit: position.limit + offset };
  const entries = entryLines(scope, query, inner);
  const all = hasTerms(query) ? sql`(${entries}) union all (${termLines(scope, query, inner)})` : entries;
  return sql`select * from (${all}) line order by place ${direction} limit ${position.limit} offset ${offset}`;
}

/** How many lines there are. */
export function countOf(scope: ReadScope, query: LineQuery): SQL {
  const entries = sql`select 1 from ${entriesWhere(scope, query)}`;
  const all = hasTerms(query)
    ? sql`${entries} union all select 1 from ${termsOf(query)} c where ${termsWhere(scope, query)}`
    : entries;
  return sql`select count(*)::integer as count from (${all}) line`;
}

const hasTerms = ({ account, types }: LineQuery): boolean =>
  account === 'credit' && (types === undefined || types.includes('adjustment'));

/** What an entry changed of one account, whether it changed anything, and where it left it. */
function partOf(account: StatementAccount): { readonly change: SQL; readonly is: SQL; readonly net: SQL } {
  const parts = entryParts(sql`e`);
  if (account === 'recharge') {
    return {
      change: parts.recharge,
      is: sql`${parts.recharge} <> 0`,
      net: sql`greatest(e.credits_after - e.debits_after, 0)`,
    };
  }
  return {
    change: parts.credit,
    // In the words of the partial index.
    is: sql`least(e.credits_after - e.debits_after, 0) <> least(e.credits_after - e.debits_after - e.amount_minor, 0)`,
    net: sql`least(e.credits_after - e.debits_after, 0) + coalesce((select l.credit_limit_minor from credit_terms l
      where l.account_id = e.account_id and l.created_at <= e.created_at order by l.created_at desc, l.id desc limit 1), 0)`,
  };
}

function entryLines(scope: ReadScope, query: LineQuery, { from, order, limit }: LinePosition): SQL {
  const { change, net } = partOf(query.account);
  const behind =
    from === undefined ? [] : [order === 'desc' ? sql`e.seq <= ${(from - 1n) / room}` : sql`e.seq > ${from / room}`];
  return sql`select e.seq * ${room}::bigint as place, e.transfer_id as id, t.kind as detail, e.created_at, ${change} as amount_minor, ${net} as net,
      o.id as other_id, o.kind as other_kind, o.name as other_name, o.name_en as other_name_en, o.account_name as other_account_name
    from ${entriesWhere(scope, query, behind)} order by e.seq ${order === 'desc' ? sql`desc` : sql`asc`} limit ${limit}`;
}

/** The entries with their transfers and whose the other side is. Where the transfers are few, they are found first. */
function entriesWhere(scope: ReadScope, query: LineQuery, more: readonly SQL[] = []): SQL {
  const { account, direction, ledgerAccount } = query;
  const { change, is } = partOf(account);
  const kinds = query.types?.flatMap(detailsOfType);
  const conditions = [
    sql`e.account_id = ${ledgerAccount}`,
    is,
    ...(direction ? [direction === 'in' ? sql`${change} > 0` : sql`${change} < 0`] : []),
    ...timeBounds(scope, query),
    ...more,
  ];
  const few = fewTransfers(query, kinds);
  if (!few && kinds) conditions.push(sql`t.kind = any(${sql.param(kinds)}::text[])`);
  const tables = few
    ? sql`(${few}) t join ledger_entries e on e.account_id = ${ledgerAccount} and e.created_at = t.created_at and e.transfer_id = t.id`
    : sql`ledger_entries e join ledger_transfers t on t.id = e.transfer_id`;
  return sql`${tables} join ledger_accounts a on a.id = case when e.amount_minor < 0 then t.credit_id else t.debit_id end
    join organizations o on o.id = a.owner_id where ${sql.join(conditions, sql` and `)}`;
}

/** Transfers that an index finds by what they are. Allocations have none: they are most of what there is. */
function fewTransfers(
  { ids, ledgerAccount }: LineQuery,
  kinds: readonly StatementDetail[] | undefined,
): SQL | undefined {
  if (ids) return sql`select * from ledger_transfers where id = any(${sql.param(ids.map(uuidOf))}::uuid[])`;
  if (!kinds || kinds.includes('allocate')) return undefined;
  const moved = kinds.filter((kind) => kind !== 'credit_adjustment');
  if (moved.length === 0) return sql`select * from ledger_transfers where false`;
  // Written out, since only constants are recognised as what a partial index holds.
  const list = sql.raw(moved.map((kind) => `'${kind}'`).join(', '));
  const of = (column: SQL) =>
    sql`select * from ledger_transfers where ${column} = ${ledgerAccount} and kind in (${list})`;
  return sql`${of(sql`debit_id`)} union all ${of(sql`credit_id`)}`;
}

/** Time as numbers of entries, since both rise together: each bound is one look into an index. */
function timeBounds(scope: ReadScope, { from, to, asOf, ledgerAccount }: LineQuery): SQL[] {
  const bound = (conditions: readonly SQL[], order: SQL) =>
    sql`(select b.seq from ledger_entries b where b.account_id = ${ledgerAccount} and ${sql.join([...conditions], sql` and `)}
      order by b.created_at ${order}, b.seq ${order} limit 1)`;
  const at = sql`b.created_at`;
  const until = [...withinDays(scope, at, { to }), ...(asOf ? [upTo(at, asOf)] : [])];
  return [
    ...(from ? [sql`e.seq >= ${bound(withinDays(scope, at, { from }), sql`asc`)}`] : []),
    ...(until.length > 0 ? [sql`e.seq <= ${bound(until, sql`desc`)}`] : []),
  ];
}

/** The changes of the credit limit, each with its place behind the entry before it. They are few. */
const termsOf = ({ ledgerAccount }: LineQuery): SQL =>
  sql`(select n.*, n.after_seq * ${room}::bigint + row_number() over (partition by n.after_seq order by n.created_at, n.id) as place
    from (select c.id, c.created_at, c.credit_limit_minor, c.credit_limit_minor - c.credit_limit_was_minor as change, coalesce(b.seq, 0) as after_seq,
            least(coalesce(b.credits_after - b.debits_after, 0), 0) as used
      from credit_terms c left join lateral (select seq, credits_after, debits_after from ledger_entries where account_id = c.account_id
          and created_at <= c.created_at order by created_at desc, seq desc limit 1) b on true
     where c.account_id = ${ledgerAccount} and c.credit_limit_minor <> c.credit_limit_was_minor) n)`;

function termsWhere(scope: ReadScope, { direction, from, to, asOf, ids }: LineQuery): SQL {
  const at = sql`c.created_at`;
  return sql.join(
    [
      sql`true`,
      ...(direction ? [direction === 'in' ? sql`c.change > 0` : sql`c.change < 0`] : []),
      ...withinDays(scope, at, { from, to }),
      ...(asOf ? [upTo(at, asOf)] : []),
      ...(ids ? [sql`c.id = any(${sql.param(ids.map(uuidOf))}::uuid[])`] : []),
    ],
    sql` and `,
  );
}

function termLines(scope: ReadScope, query: LineQuery, { from, order, limit }: LinePosition): SQL {
  const behind = from === undefined ? sql`true` : order === 'desc' ? sql`c.place < ${from}` : sql`c.place > ${from}`;
  return sql`select c.place, c.id, 'credit_adjustment' as detail, c.created_at, c.change as amount_minor, c.credit_limit_minor + c.used as net,
      null::uuid as other_id, null as other_kind, null as other_name, null as other_name_en, null as other_account_name
    from ${termsOf(query)} c where ${termsWhere(scope, query)} and ${behind} order by c.place ${order === 'desc' ? sql`desc` : sql`asc`} limit ${limit}`;
}
