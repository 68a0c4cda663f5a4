import { sql } from 'drizzle-orm';
import { database } from '@/db/client';

/** How many rows each table of the application holds: what a call left behind is the difference. */
export async function rowCounts(): Promise<Record<string, number>> {
  const tables = await database().execute<{ name: string }>(
    sql`select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and has_table_privilege(oid, 'select') order by 1`,
  );
  const counts = tables.rows.map(
    ({ name }) => sql`select ${name} as name, count(*)::int as count from ${sql.identifier(name)}`,
  );
  const { rows } = await database().execute<{ name: string; count: number }>(sql.join(counts, sql` union all `));
  return Object.fromEntries(rows.map((row) => [row.name, row.count]));
}

/** Tables whose number of rows differs, and by how much. */
export function grownBy(before: Record<string, number>, after: Record<string, number>): Record<string, number> {
  const names = Object.keys(after).filter((name) => after[name] !== before[name]);
  return Object.fromEntries(names.map((name) => [name, (after[name] ?? 0) - (before[name] ?? 0)]));
}
