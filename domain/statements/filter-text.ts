import type { ReadScope } from '@/domain/read-scope';
import { searchText } from '@/lib/search-text';
import { asOfMoment } from '@/lib/zoned-time';
import {
  type Direction,
  daysOfMonth,
  directions,
  isMonth,
  monthZone,
  type StatementAccount,
  type StatementType,
  statementTypes,
} from './model';

/** The names under which a filter of a statement is written: in an address, and in an export that was asked for. */
export const statementFilterNames = [
  'account',
  'type',
  'direction',
  'of_month',
  'from',
  'to',
  'as_of',
  'number',
] as const;

/** What a reader asks for. What is missing restricts nothing. */
export interface StatementFilter {
  readonly account: StatementAccount;
  readonly types?: readonly StatementType[] | undefined;
  readonly direction?: Direction | undefined;
  /** The month whose days these are, as it is closed: `2026-11` by Beijing's clocks. */
  readonly month?: string | undefined;
  /** Days in the reader's time zone, `YYYY-MM-DD`; `to` is the last that is included. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** What was posted up to this moment. */
  readonly asOf?: Date | undefined;
  /** The number of a line or of what it comes from; one that names nothing finds nothing. */
  readonly number?: string | undefined;
}

/** The filter that is written there. Words it does not know restrict nothing. */
export function statementFilterOf(text: Readonly<Partial<Record<string, string>>>, timeZone: string): StatementFilter {
  const month = isMonth(text['of_month'] ?? '') ? text['of_month'] : undefined;
  const type = statementTypes.find((word) => word === text['type']);
  return {
    account: text['account'] === 'credit' ? 'credit' : 'recharge',
    types: type && [type],
    direction: directions.find((word) => word === text['direction']),
    month,
    ...(month ? daysOfMonth(month) : { from: text['from'] || undefined, to: text['to'] || undefined }),
    asOf: asOfMoment(text['as_of'] ?? '', timeZone),
    number: searchText(text['number']),
  };
}

/** Whose clocks the days of a filter go by: those of a month are Beijing's, whoever reads, so that its lines come to what it was closed with. */
export const clocksOf = (scope: ReadScope, { month }: Pick<StatementFilter, 'month'>): ReadScope =>
  month ? { ...scope, timeZone: monthZone } : scope;

/** Of the words of a filter those that restrict something: what is said of a filter is what it does. */
export function meantWords(
  text: Readonly<Partial<Record<string, string>>>,
  timeZone: string,
): Readonly<Record<string, string>> {
  const { account, types, direction, month, from, to, asOf, number } = statementFilterOf(text, timeZone);
  const isMeant = {
    account: text['account'] === account,
    ...{ type: types, direction, of_month: month, as_of: asOf, number },
    // Where a month is named, other days have no say.
    from: month ? undefined : from,
    to: month ? undefined : to,
  } satisfies Record<(typeof statementFilterNames)[number], unknown>;
  return Object.fromEntries(statementFilterNames.flatMap((name) => (isMeant[name] ? [[name, text[name] ?? '']] : [])));
}
