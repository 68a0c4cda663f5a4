import { type SQL, sql } from 'drizzle-orm';
import { database } from '@/db/client';
import type { ReadScope } from '@/domain/read-scope';
import { type Cursor, instantKey, keyset, type Page, type PageRequest, type Position, readPage } from '@/lib/cursor';
import { idFromUuid } from '@/lib/id';
import { type Money, money } from '@/lib/money';
import { countedMax } from './quota-lines';
import { type RecordFilter, recordLists, recordsWhere } from './record-filter';
import { type RecordLine, type RecordRow, recordColumns, recordLineOf, recordTables } from './record-lines';

/** How many records a filter leaves and what those that were done add up to. Counted up to 10,000; `isMore` says that there are others. */
export interface RecordTotals {
  readonly count: number;
  readonly isMore: boolean;
  /** To customers, out of quota. */
  readonly issued: Money;
  /** Back from customers into quota, for whatever reason. */
  readonly returned: Money;
  /** By orders, less what they gave back. */
  readonly used: Money;
}

/** All that a filter leaves at one moment: how many, what they add up to, and the rows, fetched as they are taken. */
export interface RecordExport extends Omit<RecordTotals, 'isMore'> {
  readonly rows: AsyncGenerator<RecordLine, void, void>;
}

/** The operation records a filter leaves, the newest first. @source spec/05 §5.5 */
export async function listRecords(
  scope: ReadScope,
  filter: RecordFilter,
  request: PageRequest<'couponRecord'>,
): Promise<Page<RecordLine>> {
  const page = await readPage(request, {
    read: (position) => readRows(scope, recordsWhere(scope, filter), position),
    cursorOf: (row) => ({ key: row.key, id: idFromUuid('couponRecord', row.id) }),
  });
  return { ...page, rows: page.rows.map(recordLineOf) };
}

/** What the newest 10,000 of those come to. */
export async function sumRecords(scope: ReadScope, filter: RecordFilter): Promise<RecordTotals> {
  const newest = sql`order by r.created_at desc, r.id desc limit ${countedMax + 1}`;
  const { count, issued, returned, used } = await sumOf(scope, filter, newest);
  return { count: Math.min(count, countedMax), isMore: count > countedMax, issued, returned, used };
}

/** Takes out the whole filtered set. Records made after it began are not in it, so that its head agrees with its rows. */
export async function exportRecords(scope: ReadScope, filter: RecordFilter): Promise<RecordExport> {
  const { until, ...totals } = await sumOf(scope, filter, sql``);
  return { ...totals, rows: rowsUntil(scope, filter, until) };
}

/** What is asked for in each list a reader may see, put together: each is read in its own order, no further than the whole could reach. */
const inLists = (scope: ReadScope, columns: SQL, condition: SQL, tail: SQL): SQL =>
  sql.join(
    recordLists(scope).map(
      (list) => sql`(select ${columns} from coupon_records r where ${list} and ${condition} ${tail})`,
    ),
    sql` union all `,
  );

async function sumOf(scope: ReadScope, filter: RecordFilter, tail: SQL) {
  type Row = { count: string; issued: string; returned: string; used: string; until: string | null };
  const columns = sql`r.id, r.kind, r.amount_minor, r.transfer_id, r.created_at`;
  const { rows } = await database().execute<Row>(
    sql`select count(*) as count, coalesce(sum(amount_minor) filter (where kind = 'issue' and is_done), 0) as issued,
        coalesce(sum(amount_minor) filter (where kind not in ('issue', 'use', 'refund', 'quota_grant', 'quota_issue', 'quota_reclaim') and is_done), 0) as returned,
        coalesce(sum(case kind when 'use' then amount_minor else -amount_minor end) filter (where kind in ('use', 'refund') and is_done), 0) as used,
        ${instantKey(sql`max(created_at)`)} as until
      from (select r.*, transfer_id is not null as is_done from (${inLists(scope, columns, recordsWhere(scope, filter), tail)}) r ${tail}) found`,
  );
  const [found] = rows;
  const amount = (text: string | undefined) => money(BigInt(text ?? 0), scope.currency);
  return {
    count: Number(found?.count ?? 0),
    issued: amount(found?.issued),
    returned: amount(found?.returned),
    used: amount(found?.used),
    until: found?.until ?? null,
  };
}

async function readRows(scope: ReadScope, condition: SQL, position: Position<'couponRecord'>): Promise<RecordRow[]> {
  const { where, orderBy } = keyset(position, { key: sql`r.created_at`, sort: 'instant', id: sql`r.id` });
  const tail = sql`order by ${orderBy} limit ${position.limit}`;
  const found = inLists(scope, sql`r.id, r.created_at`, sql`${condition} and ${where}`, tail);
  const { rows } = await database().execute<RecordRow>(
    sql`select ${recordColumns(scope)} from ${recordTables(scope)} where r.id = any(array(select r.id from (${found}) r ${tail})) order by ${orderBy}`,
  );
  return rows;
}

async function* rowsUntil(
  scope: ReadScope,
  filter: RecordFilter,
  until: string | null,
): AsyncGenerator<RecordLine, void, void> {
  const limit = 1_000;
  let from: Cursor<'couponRecord'> | undefined;
  while (until !== null) {
    const condition = sql`${recordsWhere(scope, filter)} and r.created_at <= ${until}::timestamptz`;
    const rows = await readRows(scope, condition, { from, isBackward: false, limit });
    for (const row of rows) yield recordLineOf(row);
    const last = rows.at(-1);
    if (!last || rows.length < limit) return;
    from = { key: last.key, id: idFromUuid('couponRecord', last.id) };
  }
}
