import { type SQL, sql } from 'drizzle-orm';
import { type Id, isId, type Kind, uuidOf } from './id';

/** What a list is ordered by first: an instant (`instantKey`), a whole number, or text. The id decides between equals. */
export type SortKey = 'instant' | 'integer' | 'text';

/** The row a page begins after or ends before. `key` is text whatever it stands for, exact to the last digit. */
export interface Cursor<K extends Kind> {
  readonly key: string;
  readonly id: Id<K>;
}

/** Which page of a list is asked for; without `after` and `before` the first. */
export interface PageRequest<K extends Kind> {
  readonly after?: Cursor<K> | undefined;
  readonly before?: Cursor<K> | undefined;
  readonly limit: number;
}

/** One page. `before` and `after` are the cursors of the pages next to it, where there are such pages. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** What a list's `read` has to fetch: at most `limit` rows, in the direction and from the place that `keyset` puts into SQL. */
export interface Position<K extends Kind> {
  readonly from: Cursor<K> | undefined;
  readonly isBackward: boolean;
  readonly limit: number;
}

/** Writes a cursor for an address: base64url, to be handed back as it is. */
export const encodeCursor = (key: string, id: Id<Kind>): string =>
  Buffer.from(JSON.stringify([key, id])).toString('base64url');

/** Reads what `encodeCursor` wrote for a list of that order and kind. Anything else is undefined, which asks for the first page. */
export function decodeCursor<K extends Kind>(text: unknown, list: { key: SortKey; id: K }): Cursor<K> | undefined {
  if (typeof text !== 'string' || text.length > 1024 || !/^[\w-]+$/.test(text)) return undefined;
  const parts = parseJson(Buffer.from(text, 'base64url').toString('utf8'));
  if (!Array.isArray(parts) || parts.length !== 2) return undefined;
  const [key, id]: unknown[] = parts;
  if (typeof key !== 'string' || !isSortKey[list.key](key) || !isId(list.id, id)) return undefined;
  return encodeCursor(key, id) === text ? { key, id } : undefined;
}

/** The page a reader asks for by the search parameters `after` and `before`; nonsense asks for the first. */
export function pageRequest<K extends Kind>(
  params: { readonly after?: unknown; readonly before?: unknown },
  list: { key: SortKey; id: K },
  limit = 50,
): PageRequest<K> {
  const after = decodeCursor(params.after, list);
  return { after, before: after ? undefined : decodeCursor(params.before, list), limit };
}

/**
 * Reads one page with one row more than it shows, so that it knows whether another follows without counting.
 *
 * @param list.read fetches the rows at a position, nearest to it first
 * @param list.cursorOf the sort key and id of a row, by which the next page is found
 */
export async function readPage<Row, K extends Kind>(
  request: PageRequest<K>,
  list: {
    read: (position: Position<K>) => Promise<readonly Row[]>;
    cursorOf: (row: Row) => { readonly key: string; readonly id: Id<K> };
  },
): Promise<Page<Row>> {
  const { after, before, limit } = request;
  const isBackward = before !== undefined;
  const found = await list.read({ from: before ?? after, isBackward, limit: limit + 1 });
  // Somebody went back to before the first row: that is the first page.
  if (isBackward && found.length === 0) return readPage({ limit }, list);
  const rows = isBackward ? found.slice(0, limit).toReversed() : found.slice(0, limit);
  const cursorAt = (row: Row | undefined): string | undefined => {
    const place = row === undefined ? undefined : list.cursorOf(row);
    return place && encodeCursor(place.key, place.id);
  };
  const hasMore = found.length > limit;
  return {
    rows,
    before: (isBackward ? hasMore : after !== undefined) ? cursorAt(rows.at(0)) : undefined,
    after: isBackward || hasMore ? cursorAt(rows.at(-1)) : undefined,
  };
}

const casts = { instant: sql`timestamptz`, integer: sql`bigint`, text: sql`text` } as const;

/**
 * The condition and the order of a page, for columns that an index holds in this order.
 *
 * @param list.key the column sorted by; `list.id` the uuid column that decides between equals
 * @param list.order `desc` (the newest first) unless it says otherwise
 */
export function keyset(
  position: Position<Kind>,
  list: { key: SQL; sort: SortKey; id: SQL; order?: 'asc' | 'desc' },
): { where: SQL; orderBy: SQL } {
  const isDescending = (list.order ?? 'desc') === 'desc' ? !position.isBackward : position.isBackward;
  const direction = isDescending ? sql`desc` : sql`asc`;
  const { from } = position;
  const where = from
    ? sql`(${list.key}, ${list.id}) ${isDescending ? sql`<` : sql`>`} (${from.key}::${casts[list.sort]}, ${uuidOf(from.id)}::uuid)`
    : sql`true`;
  return { where, orderBy: sql`${list.key} ${direction}, ${list.id} ${direction}` };
}

/** Selects an instant as a cursor holds it: to the microsecond, which a `Date` cannot. */
export const instantKey = (column: SQL): SQL<string> =>
  sql<string>`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

const isSortKey = {
  instant: (text: string) =>
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/.test(text) &&
    !text.startsWith('0000') &&
    Number.isFinite(Date.parse(`${text.slice(0, 19)}Z`)) &&
    new Date(`${text.slice(0, 19)}Z`).toISOString().slice(0, 19) === text.slice(0, 19),
  integer: (text: string) => /^(0|-?[1-9]\d{0,17})$/.test(text),
  text: (text: string) => text.length <= 256 && text.isWellFormed() && !text.includes('\0'),
} as const satisfies Record<SortKey, (text: string) => boolean>;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
