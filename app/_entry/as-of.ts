import { paramOf, type SearchParams } from '@/components/table/hrefs';
import type { ReadScope } from '@/domain/read-scope';
import { momentAt } from '@/lib/zoned-time';

/** What an address says about the moment its figures are for. */
export interface AsOf {
  /** Undefined where they are for now. */
  readonly asOf: Date | undefined;
  readonly text: string;
  /** Why the figures are for now all the same. */
  readonly problem: 'invalid' | 'future' | undefined;
}

/** Reads `as_of=2026-11-20T12:00`, in the reader's time zone. @source design/differentiators.md X8 */
export function readAsOf(params: SearchParams, { timeZone }: Pick<ReadScope, 'timeZone'>): AsOf {
  const text = paramOf(params, 'as_of');
  if (text === '') return { asOf: undefined, text, problem: undefined };
  const asOf = momentAt(text, timeZone);
  if (!asOf) return { asOf, text: '', problem: 'invalid' };
  if (asOf.getTime() > Date.now()) return { asOf: undefined, text, problem: 'future' };
  return { asOf, text, problem: undefined };
}
