import type pg from 'pg';

/** A row as the database names its columns; bytes as `\x…`, arrays and JSON as they are. */
export type Row = Readonly<Record<string, string | number | boolean | null | readonly string[] | object>>;

/** Inserts rows of one shape in one statement. */
export async function insertRows(client: pg.Client, table: string, rows: readonly Row[]): Promise<void> {
  const [first] = rows;
  if (!first) return;
  const columns = Object.keys(first).join(', ');
  await client.query(
    `insert into ${table} (${columns}) select ${columns} from jsonb_populate_recordset(null::${table}, $1)`,
    [JSON.stringify(rows)],
  );
}
