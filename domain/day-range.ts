import { type SQL, sql } from 'drizzle-orm';
import type { ReadScope } from './read-scope';

/** Days as an address holds them, `YYYY-MM-DD`. */
export interface Days {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/**
 * The conditions that `column` lies within days of the reader's time zone, `YYYY-MM-DD`; `to` is the last day that is included, so the
 * range is half-open. What is missing restricts nothing, what is no day finds nothing.
 *
 * @source design/ux-checklist.md 16
 */
export function withinDays(scope: ReadScope, column: SQL, { from, to }: Days): SQL[] {
  return [
    ...(from ? [isDay(from) ? sql`${column} >= ${startOf(scope, from, 0)}` : sql`false`] : []),
    ...(to ? [isDay(to) ? sql`${column} < ${startOf(scope, to, 1)}` : sql`false`] : []),
  ];
}

/**
 * The condition that `column` lies no later than `moment`. All of its last millisecond belongs to it: the database keeps microseconds, which
 * no `Date` can name.
 *
 * @source design/differentiators.md X8
 */
export const upTo = (column: SQL, moment: Date): SQL =>
  sql`${column} < ${moment.toISOString()}::timestamptz + interval '1 millisecond'`;

/** The first moment of a day, or of the one `later` days after it, where the reader's organization is. */
const startOf = (scope: ReadScope, day: string, later: 0 | 1): SQL =>
  sql`((${day}::date + ${later}::int)::timestamp at time zone ${scope.timeZone})`;

const isDay = (text: string): boolean =>
  /^[12]\d{3}-\d\d-\d\d$/.test(text) && new Date(text).toJSON()?.slice(0, 10) === text;
