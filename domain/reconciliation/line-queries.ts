import { type SQL, sql } from 'drizzle-orm';
import { database } from '@/db/client';
import type { BankLineState, MatchRung } from '@/db/schema/reconciliation';
import type { ReadScope } from '@/domain/read-scope';
import { instantKey, keyset, type Page, type PageRequest, type Position, readPage } from '@/lib/cursor';
import { type Id, idFromUuid, isId, uuidOf } from '@/lib/id';
import { type Currency, type Money, money } from '@/lib/money';
import { payerNameKey } from '@/lib/payer-name';
import { containsPattern, searchText } from '@/lib/search-text';
import { type NamedOrganization, organizationOf } from './named-organization';

/**
 * Which transactions of bank files are wanted. `q` is part of a payer's name, or a whole reference, account number or id; `olderThanDays`
 * counts from when the file was imported.
 */
export interface BankLineFilter {
  readonly q?: string | undefined;
  readonly state?: BankLineState | undefined;
  readonly minAmount?: Money | undefined;
  readonly maxAmount?: Money | undefined;
  readonly fileId?: Id<'bankFile'> | undefined;
  readonly partnerId?: Id<'organization'> | undefined;
  readonly olderThanDays?: number | undefined;
}

/** One transaction in the operator's list. */
export interface BankLineRow {
  readonly id: Id<'bankLine'>;
  readonly bookedOn: string;
  readonly amount: Money;
  readonly direction: 'credit' | 'debit';
  readonly payerName: string | null;
  readonly payerAccount: string | null;
  readonly bankReference: string | null;
  readonly state: BankLineState;
  readonly rung: MatchRung | null;
  readonly certainty: number | null;
  /** Whose it seems to be, or is. */
  readonly partner: NamedOrganization | null;
  /** Whether a posting of it waits for a second person. */
  readonly isProposed: boolean;
  readonly createdAt: Date;
}

/** What a filter leaves. Looks at the newest 10,000 at most. */
export interface BankLineTotals {
  readonly count: number;
  readonly isMore: boolean;
  readonly total: Money;
}

/** What lies in suspense by the ledger, and by the transactions that are open: the two are one amount. */
export interface SuspenseFigures {
  readonly balance: Money;
  readonly open: Money;
  readonly count: number;
}

const countedMax = 10_000;

/** Transactions of bank files, the newest first. The operator's list: for anybody else it is empty. */
export async function listBankLines(
  scope: ReadScope,
  filter: BankLineFilter,
  page: PageRequest<'bankLine'>,
): Promise<Page<BankLineRow>> {
  const { rows, before, after } = await readPage(page, {
    read: (position) => readLines(lineConditions(scope, filter), position),
    cursorOf: (row) => ({ key: row.key, id: idFromUuid('bankLine', row.id) }),
  });
  return { rows: rows.map(rowOf), before, after };
}

/** What the whole filtered set comes to; debits count against it. */
export async function sumBankLines(scope: ReadScope, filter: BankLineFilter): Promise<BankLineTotals> {
  const { rows } = await database().execute<{ count: string; total: string }>(
    sql`select count(*) as count, coalesce(sum(case direction when 'credit' then amount_minor else -amount_minor end), 0) as total
      from (select l.direction, l.amount_minor from bank_lines l where ${lineConditions(scope, filter)}
        order by l.created_at desc, l.id desc limit ${countedMax + 1}) found`,
  );
  const count = Number(rows[0]?.count ?? 0);
  const total = money(BigInt(rows[0]?.total ?? 0), scope.currency);
  return { count: Math.min(count, countedMax), isMore: count > countedMax, total };
}

/** The suspense account of the reader's currency, explained by what lies in it. Nothing for anybody but the operator. */
export async function getSuspenseFigures(scope: ReadScope): Promise<SuspenseFigures> {
  const owner = sql`${uuidOf(scope.organizationId)}::uuid`;
  const { rows } = await database().execute<{ balance: string; open: string; count: string }>(
    sql`select coalesce((select sum(b.credits_minor - b.debits_minor) from ledger_accounts a join ledger_balances b on b.account_id = a.id
          where a.owner_id = ${owner} and a.purpose = 'recharge_suspense' and a.unit_code = ${scope.currency}), 0) as balance,
        coalesce(sum(l.amount_minor), 0) as open, count(l.id) as count
      from bank_lines l where l.organization_id = ${owner} and l.state = 'suspense' and l.currency = ${scope.currency}`,
  );
  const amountOf = (text: string | undefined) => money(BigInt(text ?? 0), scope.currency);
  return { balance: amountOf(rows[0]?.balance), open: amountOf(rows[0]?.open), count: Number(rows[0]?.count ?? 0) };
}

/** The rows of the reader's, as far as they are wanted, of `bank_lines l`. */
function lineConditions(scope: ReadScope, filter: BankLineFilter): SQL {
  const { q, state, minAmount, maxAmount, fileId, partnerId, olderThanDays } = filter;
  const text = searchText(q);
  const conditions = [
    scope.everyOrganization ? sql`l.organization_id = ${uuidOf(scope.organizationId)}::uuid` : sql`false`,
    ...(state ? [sql`l.state = ${state}`] : []),
    ...(minAmount ? [sql`l.amount_minor >= ${minAmount.minor.toString()}::bigint`] : []),
    ...(maxAmount ? [sql`l.amount_minor <= ${maxAmount.minor.toString()}::bigint`] : []),
    ...(fileId ? [sql`l.file_id = ${uuidOf(fileId)}::uuid`] : []),
    ...(partnerId ? [sql`l.partner_id = ${uuidOf(partnerId)}::uuid`] : []),
    ...(olderThanDays === undefined ? [] : [sql`l.created_at <= now() - make_interval(days => ${olderThanDays})`]),
    ...(text === undefined ? [] : [matches(text)]),
  ];
  return sql.join(conditions, sql` and `);
}

function matches(text: string): SQL {
  if (isId('bankLine', text)) return sql`l.id = ${uuidOf(text)}::uuid`;
  const number = text.replaceAll(/[\s-]/g, '');
  const key = payerNameKey(text);
  const byName = key === '' ? sql`false` : sql`l.payer_name_key like ${containsPattern(key)}`;
  return sql`(${byName} or l.bank_reference = ${text} or l.payer_account = ${number} or l.virtual_number = ${number})`;
}

type Row = {
  id: string;
  key: string;
  booked_on: string;
  amount_minor: string;
  currency: Currency;
  direction: 'credit' | 'debit';
  payer_name: string | null;
  payer_account: string | null;
  bank_reference: string | null;
  state: BankLineState;
  rung: MatchRung | null;
  certainty: number | null;
  partner_id: string | null;
  partner_name: string | null;
  partner_name_en: string | null;
  is_proposed: boolean;
  created_at: string;
};

async function readLines(where: SQL, position: Position<'bankLine'>): Promise<Row[]> {
  const page = keyset(position, { key: sql`l.created_at`, sort: 'instant', id: sql`l.id` });
  const { rows } = await database().execute<Row>(
    sql`select l.id, ${instantKey(sql`l.created_at`)} as key, l.booked_on::text as booked_on, l.amount_minor, l.currency, l.direction, l.payer_name,
        l.payer_account, l.bank_reference, l.state, l.rung, l.certainty, l.partner_id, o.name as partner_name, o.name_en as partner_name_en,
        l.created_at, exists (select from bank_postings p where p.line_id = l.id and p.state = 'proposed') as is_proposed
      from bank_lines l left join organizations o on o.id = l.partner_id
     where ${where} and ${page.where} order by ${page.orderBy} limit ${position.limit}`,
  );
  return rows;
}

const rowOf = (row: Row): BankLineRow => ({
  id: idFromUuid('bankLine', row.id),
  bookedOn: row.booked_on,
  amount: money(BigInt(row.amount_minor), row.currency),
  direction: row.direction,
  payerName: row.payer_name,
  payerAccount: row.payer_account,
  bankReference: row.bank_reference,
  state: row.state,
  rung: row.rung,
  certainty: row.certainty,
  partner: organizationOf(row.partner_id, row.partner_name, row.partner_name_en),
  isProposed: row.is_proposed,
  createdAt: new Date(row.created_at),
});
