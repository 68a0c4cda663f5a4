import type { StatementLine } from '../model';
import { minorText, problem } from './values';

/** What the lines of one statement come to, while they pass. */
export interface StatementSums {
  readonly currency: string;
  creditsMinor: bigint;
  debitsMinor: bigint;
  lineCount: number;
}

/** Nothing yet. */
export const noSums = (currency: string): StatementSums => ({
  currency,
  creditsMinor: 0n,
  debitsMinor: 0n,
  lineCount: 0,
});

/** Counts a line in. */
export function addLine(sums: StatementSums, line: Pick<StatementLine, 'direction' | 'amountMinor'>): void {
  sums.lineCount += 1;
  if (line.direction === 'credit') sums.creditsMinor += line.amountMinor;
  else sums.debitsMinor += line.amountMinor;
}

/**
 * Opening and what moved must be closing.
 *
 * @throws BankFileProblem `sums_do_not_add_up` with what was computed and what the file says
 * @source quality/acceptance.md F4, design/differentiators.md X4
 */
export function checkClosing(sums: StatementSums, openingMinor: bigint, closingMinor: bigint, line: number): void {
  sameAmount('closing', openingMinor + sums.creditsMinor - sums.debitsMinor, closingMinor, sums.currency, line);
}

/** A sum the file states must be the one that was computed. @throws BankFileProblem `sums_do_not_add_up` */
export function sameAmount(what: string, computed: bigint, stated: bigint, currency: string, line: number): void {
  if (computed === stated) return;
  problem('sums_do_not_add_up', line, {
    what,
    computed: minorText(computed, currency),
    stated: minorText(stated, currency),
    currency,
  });
}

/** A count the file states must be the one that was counted. @throws BankFileProblem `sums_do_not_add_up` */
export function sameCount(counted: number, stated: number, line: number): void {
  if (counted === stated) return;
  problem('sums_do_not_add_up', line, { what: 'count', computed: String(counted), stated: String(stated) });
}
