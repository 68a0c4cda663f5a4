import { gte, type SQL, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';

/** An open or half-open range of time. */
export interface TimeRange {
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
}

/**
 * Strictly after `from` and strictly before `to`. Programs see and name times in whole seconds, so what happened within the second `from`
 * is not after it.
 *
 * @source api/bss-api.md "Time"
 */
export const strictlyBetween = (column: PgColumn, { from, to }: TimeRange): (SQL | undefined)[] => [
  from && sql`${column} >= ${from.toISOString()}::timestamptz + interval '1 second'`,
  to && sql`${column} < ${to.toISOString()}::timestamptz`,
];

/** From `from` to `to`, both of which belong to it to their full second. */
export const between = (column: PgColumn, { from, to }: TimeRange): (SQL | undefined)[] => [
  from && gte(column, from),
  // Added by the database: the last second of the year 9999 has a successor there.
  to && sql`${column} < ${to.toISOString()}::timestamptz + interval '1 second'`,
];
