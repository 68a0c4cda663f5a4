import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { monthZone } from '@/domain/statements/model';
import { dayAt } from '@/lib/zoned-time';

/** The month that is looked at: the one asked for, else that of the moment asked for, else the one that runs. Months are Beijing's. */
export function monthOf(params: SearchParams, asOf: Date | undefined): string {
  const asked = paramOf(params, 'month');
  if (/^20\d\d-(0[1-9]|1[0-2])$/.test(asked)) return asked;
  return dayAt(asOf ?? new Date(), monthZone).slice(0, 7);
}

export const monthBefore = (month: string): string => moved(month, -1);
export const monthBehind = (month: string): string => moved(month, 1);

const moved = (month: string, by: number): string =>
  new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5, 7)) - 1 + by)).toISOString().slice(0, 7);
