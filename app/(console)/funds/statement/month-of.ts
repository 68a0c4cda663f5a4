import { hrefWith, paramOf, type SearchParams } from '@/components/table/hrefs';
import { isMonth, monthZone } from '@/domain/statements/model';
import { dayAt } from '@/lib/zoned-time';

/** The month that is looked at: the one asked for, else the one whose lines are, else that of the moment asked for, else the one that runs. Months are Beijing's. */
export function monthOf(params: SearchParams, asOf: Date | undefined): string {
  const asked = [paramOf(params, 'month'), paramOf(params, 'of_month')].find(isMonth);
  if (asked !== undefined) return asked;
  return dayAt(asOf ?? new Date(), monthZone).slice(0, 7);
}

export const monthBefore = (month: string): string => moved(month, -1);
export const monthBehind = (month: string): string => moved(month, 1);

/** The statement with the lines of that month, by the clocks it is closed by: they come to its figures. */
export const linesOfMonth = (params: SearchParams, month: string): string =>
  hrefWith('/funds/statement', params, {
    of_month: month,
    ...{ month: undefined, from: undefined, to: undefined, before: undefined, after: undefined },
  });

const moved = (month: string, by: number): string =>
  new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5, 7)) - 1 + by)).toISOString().slice(0, 7);
