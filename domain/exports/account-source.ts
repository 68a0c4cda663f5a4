import { clocksOf, statementFilterOf } from '@/domain/statements/filter-text';
import type { StatementLine } from '@/domain/statements/lines';
import { getPeriodBounds } from '@/domain/statements/period-queries';
import { lineQueryOf, readLines } from '@/domain/statements/queries';
import { amountWords } from '@/lib/amount-words';
import { capitalNumerals } from '@/lib/capital-numerals';
import { asKind } from '@/lib/id';
import { invariant } from '@/lib/invariant';
import { localName } from '@/lib/local-name';
import { maskName } from '@/lib/mask';
import { formatMoney, type Money, money } from '@/lib/money';
import type { XlsxCell } from '@/lib/xlsx';
import { wallClockAt } from '@/lib/zoned-time';
import type { ExportRun } from './export-run';
import { type ExportSource, type ExportSums, rowsPerRead, textCell as text } from './export-source';
import { type StatementWords, statementWords } from './words';

/**
 * One account's statement, the oldest line first, between where the account stood before and after.
 *
 * Unless a filter leaves lines out, what it opens with and its lines come to what it closes with; a file in which they do not is never made.
 */
export const accountSource: ExportSource = async (run, snapshot) => {
  const words = statementWords(run.language);
  const filter = statementFilterOf(run.filter, run.timeZone);
  const scope = clocksOf({ ...run.scope, timeZone: run.timeZone }, filter);
  const { opening, closing } = (await getPeriodBounds(scope, snapshot, filter))[filter.account];
  const query = await lineQueryOf(scope, snapshot, filter);
  const isWhole = !filter.types && !filter.direction && !filter.number;
  return {
    title: words.title[filter.account],
    columns: columns.map(({ id, ...column }) => ({ ...column, name: words.columns[id] })),
    head: [
      [words.currency, opening.currency],
      [words.opening, formatMoney(opening)],
      [words.closing, formatMoney(closing)],
    ],
    async *batches() {
      let from: bigint | undefined;
      for (let isMore = query !== undefined; isMore && query; ) {
        const lines = await readLines(scope, snapshot, query, { from, order: 'asc', limit: rowsPerRead });
        yield lines.map((line) => ({ cells: cellsOf(line, words, run), change: line.change }));
        from = BigInt(lines.at(-1)?.place ?? 0);
        isMore = lines.length === rowsPerRead;
      }
    },
    foot(sums) {
      const comesTo = opening.minor + sums.income - sums.expense;
      invariant(!isWhole || comesTo === closing.minor, 'a statement closes with what its lines come to');
      return footOf(words, { opening, closing, sums });
    },
    remarks: () => [{ label: words.inWords, value: inWords(closing, run.language) }],
  };
};

// On paper, numbers stand on two lines.
const columns = [
  { id: 'at', width: 20 },
  { id: 'number', width: 34, share: 19 },
  { id: 'detail', width: 20, share: 16 },
  { id: 'transaction', width: 34, share: 19 },
  { id: 'customer', width: 34, share: 19 },
  { id: 'account', width: 18, share: 13 },
  { id: 'direction', width: 10, share: 9 },
  { id: 'change', width: 18, share: 15, align: 'end' },
  { id: 'balance', width: 18, share: 15, align: 'end' },
] as const satisfies readonly { id: keyof StatementWords['columns']; width: number; share?: number; align?: 'end' }[];

const amount = (value: Money): XlsxCell => ({ kind: 'amount', text: formatMoney(value) });

/** One cell per column, in their order. Account names of customers are masked, as in every file. */
function cellsOf(line: StatementLine, words: StatementWords, run: ExportRun): XlsxCell[] {
  const { counterparty } = line;
  const isCustomer = counterparty?.kind === 'customer';
  return [
    { kind: 'instant', text: wallClockAt(line.at, run.timeZone) },
    text(line.number),
    text(words.details[line.detail]),
    text(line.document?.number ?? null),
    text(isCustomer ? asKind('customer', counterparty.id) : null),
    text(isCustomer ? maskName(counterparty.accountName) : counterparty ? localName(counterparty, run.language) : null),
    text(line.change.minor > 0n ? words.income : words.expense),
    amount(line.change),
    amount(line.balanceAfter),
  ];
}

function footOf(
  words: StatementWords,
  { opening, closing, sums }: { opening: Money; closing: Money; sums: ExportSums },
): XlsxCell[][] {
  const row = (label: string, column: 'change' | 'balance', value: Money): XlsxCell[] =>
    columns.map(({ id }, index) => (id === column ? amount(value) : text(index === 0 ? label : null)));
  return [
    row(words.opening, 'balance', opening),
    row(words.incomeTotal, 'change', money(sums.income, opening.currency)),
    row(words.expenseTotal, 'change', money(-sums.expense, opening.currency)),
    row(words.closing, 'balance', closing),
  ];
}

const inWords = (value: Money, language: 'zh-CN' | 'en'): string =>
  language === 'zh-CN' && value.currency === 'CNY' ? capitalNumerals(value.minor) : amountWords(value);
