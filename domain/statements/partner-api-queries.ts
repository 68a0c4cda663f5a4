import { sql } from 'drizzle-orm';
import { database } from '@/db/client';
import type { OffsetPaging } from '@/domain/customers/partner-api-queries';
import type { ReadScope } from '@/domain/read-scope';
import { uuidOf } from '@/lib/id';
import { countOf } from './line-source';
import type { StatementLine } from './lines';
import { type Direction, monthZone, type StatementAccount, type StatementType } from './model';
import { lineQueryOf, readLines } from './queries';

/** Days are Beijing's, both ends belonging to the range. */
export interface ChangeDays {
  readonly from: string;
  readonly to: string;
}

export interface ChangeFilter extends OffsetPaging, ChangeDays {
  readonly account: StatementAccount;
  readonly types?: readonly StatementType[] | undefined;
  readonly direction?: Direction | undefined;
  /** The number of a transaction; one that names nothing matches nothing. */
  readonly trade?: string | undefined;
}

/**
 * The days a statement is asked for: it begins a year ago and ends today unless they say otherwise.
 *
 * @returns undefined where they lie more than a year apart
 * @source spec/06 §6.4, api/bss-api.md ListPartnerAccountChangeRecords
 */
export async function changeDays(
  _scope: ReadScope,
  from: string | undefined,
  to: string | undefined,
): Promise<ChangeDays | undefined> {
  const { rows } = await database().execute<{ from_day: string; to_day: string; is_too_long: boolean }>(
    sql`select to_char(d.from_day, 'YYYY-MM-DD') as from_day, to_char(d.to_day, 'YYYY-MM-DD') as to_day, d.from_day + interval '1 year' < d.to_day as is_too_long
      from (select coalesce(${from ?? null}::date, (t.today - interval '1 year')::date) as from_day, coalesce(${to ?? null}::date, t.today) as to_day
        from (select (now() at time zone ${monthZone})::date as today) t) d`,
  );
  const [row] = rows;
  return !row || row.is_too_long ? undefined : { from: row.from_day, to: row.to_day };
}

/** The lines of one account that match, the newest first. `count` is of all of them. */
export async function listAccountChanges(
  scope: ReadScope,
  { offset, limit, trade, ...filter }: ChangeFilter,
): Promise<{ count: number; rows: StatementLine[] }> {
  const beijing = { ...scope, timeZone: monthZone };
  const query = await lineQueryOf(beijing, database(), { ...filter, number: trade });
  if (!query) return { count: 0, rows: [] };
  const rows = await readLines(beijing, database(), query, { from: undefined, order: 'desc', limit, offset });
  const { rows: counted } = await database().execute<{ count: number }>(countOf(beijing, query));
  return { count: counted[0]?.count ?? 0, rows };
}

/** The sign-in name of the scope's organization. */
export async function findAccountName(scope: ReadScope): Promise<string | null> {
  const { rows } = await database().execute<{ account_name: string }>(
    sql`select account_name from organizations where id = ${uuidOf(scope.organizationId)}::uuid`,
  );
  return rows[0]?.account_name ?? null;
}
