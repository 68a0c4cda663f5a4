import { type SQL, sql } from 'drizzle-orm';
import type { ReadScope } from './read-scope';

/** Days in the reader's time zone as an address holds them, `YYYY-MM-DD`; `to` is the last that is included. What is no day finds nothing. */
export interface Days {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** The conditions that keep `column`, an instant, within those days. */
export function withinDays(scope: ReadScope, column: SQL, { from, to }: Days): SQL[] {
  const startOf = (day: string, later: 0 | 1): SQL =>
    sql`((${day}::date + ${later}::int)::timestamp at time zone ${scope.timeZone})`;
  return [
    ...(from ? [isDay(from) ? sql`${column} >= ${startOf(from, 0)}` : sql`false`] : []),
    ...(to ? [isDay(to) ? sql`${column} < ${startOf(to, 1)}` : sql`false`] : []),
  ];
}

const isDay = (text: string): boolean =>
  /^[12]\d{3}-\d\d-\d\d$/.test(text) && new Date(text).toJSON()?.slice(0, 10) === text;
