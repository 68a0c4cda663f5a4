import { type Database, database, type Transaction } from '@/db/client';
import type { ReadScope } from '@/domain/read-scope';
import { type Page, type PageRequest, readPage } from '@/lib/cursor';
import { clocksOf, type StatementFilter } from './filter-text';
import { idsNamedBy, originsOf } from './line-origins';
import { fundsAccountOf, type LinePosition, type LineQuery, type LineRow, linesOf } from './line-source';
import { lineOf, type StatementLine } from './lines';

/**
 * The lines of one account of the scope's organization that a filter leaves, the newest first.
 *
 * @source spec/06 §6.4, design/differentiators.md X8
 */
export async function listStatement(
  reader: ReadScope,
  filter: StatementFilter,
  request: PageRequest<'transfer'>,
): Promise<Page<StatementLine>> {
  const scope = clocksOf(reader, filter);
  const query = await lineQueryOf(scope, database(), filter);
  if (!query) return { rows: [], before: undefined, after: undefined };
  return readPage(request, {
    read: ({ from, isBackward, limit }) =>
      readLines(scope, database(), query, {
        from: from && BigInt(from.key),
        order: isBackward ? 'asc' : 'desc',
        limit,
      }),
    cursorOf: ({ place, id }) => ({ key: place, id }),
  });
}

/** What to look for in the ledger; undefined where the filter names something the reader has not, or there is no account. */
export async function lineQueryOf(
  scope: ReadScope,
  db: Database | Transaction,
  { number, ...filter }: StatementFilter,
): Promise<LineQuery | undefined> {
  const ledgerAccount = await fundsAccountOf(scope, db);
  if (ledgerAccount === undefined) return undefined;
  if (number === undefined) return { ...filter, ledgerAccount };
  const ids = await idsNamedBy(scope, db, number);
  return ids.length > 0 ? { ...filter, ledgerAccount, ids } : undefined;
}

/** A page of lines with the documents they come from. */
export async function readLines(
  scope: ReadScope,
  db: Database | Transaction,
  query: LineQuery,
  position: LinePosition,
): Promise<StatementLine[]> {
  const { rows } = await db.execute<LineRow>(linesOf(scope, query, position));
  const lines = rows.map((row) => lineOf(scope, query.account, row, new Map()));
  const documents = await originsOf(
    scope,
    db,
    lines.filter(({ isTransfer }) => isTransfer).map(({ id }) => id),
  );
  return lines.map((line) => ({ ...line, document: documents.get(line.id) }));
}
