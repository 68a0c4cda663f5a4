import { readCsv } from '@/lib/csv';
import { type Id, idFromWire, isId } from '@/lib/id';
import { type Currency, type Money, readAmount } from '@/lib/money';
import { optionalText } from '@/lib/text';
import type { RowProblem } from './model';

/** A row as somebody wrote it. `row` is its line in the file or text, or its place in the selection, from 1. */
export interface WrittenRow {
  readonly row: number;
  readonly customer: string;
  readonly amount: string;
  readonly memo: string;
}

/** A row as the system understands it: what is wrong with it, or whom and how much it means. */
export interface BatchRow extends WrittenRow {
  readonly customerId: Id<'customer'> | null;
  readonly money: Money | null;
  readonly problem: RowProblem | null;
}

const columnNames = {
  customer: [
    'customer',
    'customer id',
    'customer_id',
    'account name',
    'account_name',
    '客户',
    '客户id',
    '客户账号',
    '账号',
    '账号名',
  ],
  amount: ['amount', '金额', '金额(元)', '拨款金额', '回收金额'],
  memo: ['memo', 'note', 'remark', '备注'],
} as const;

/**
 * Reads rows of customer, amount and memo. A first row that names its columns decides their order; without one it is this order.
 *
 * @returns the rows, or a `CsvProblem` when the whole cannot be read
 */
export function readBatchRows(source: string | Uint8Array): WrittenRow[] | string {
  const reading = readCsv(source);
  if (!reading.ok) return reading.problem;
  const [first, ...others] = reading.rows;
  const named = first && columnsOf(first.cells);
  const rows = named ? others : reading.rows;
  if (rows.length === 0) return 'file_empty';
  const { customer, amount, memo } = named ?? { customer: 0, amount: 1, memo: 2 };
  const cell = (cells: readonly string[], at: number) => (cells[at] ?? '').replaceAll(/\p{Cc}/gu, ' ').trim();
  return rows.map(({ line, cells }) => ({
    row: line,
    customer: cell(cells, customer),
    amount: cell(cells, amount),
    memo: cell(cells, memo),
  }));
}

function columnsOf(cells: readonly string[]): { customer: number; amount: number; memo: number } | undefined {
  const names = cells.map((text) => text.normalize('NFKC').trim().toLowerCase());
  const place = (column: keyof typeof columnNames) => {
    const known = new Set<string>(columnNames[column]);
    return names.findIndex((name) => known.has(name));
  };
  const found = { customer: place('customer'), amount: place('amount'), memo: place('memo') };
  return found.customer >= 0 && found.amount >= 0 ? found : undefined;
}

/** The customer a cell names by an id, as `cus_…` or 32 hexadecimal digits; undefined when it must be an account name. */
export const customerIdIn = (text: string): Id<'customer'> | undefined =>
  isId('customer', text) ? text : idFromWire('customer', text);

/**
 * Judges rows one by one. The same customer, amount and memo a second time is taken for a mistake.
 *
 * @param known the organization's own customers by what the rows call them
 */
export function judgeRows(
  rows: readonly WrittenRow[],
  known: ReadonlyMap<string, Id<'customer'>>,
  currency: Currency,
): BatchRow[] {
  const seen = new Set<string>();
  return rows.map((row) => {
    const customerId = known.get(row.customer) ?? null;
    const amount = readAmount(row.amount, currency);
    const money = typeof amount === 'string' ? null : amount;
    const problem = problemOf(row, customerId, typeof amount === 'string' ? amount : null);
    const judged = { ...row, customerId, money };
    if (problem) return { ...judged, problem };
    const same = `${customerId} ${money?.minor} ${row.memo}`;
    if (seen.has(same)) return { ...judged, problem: 'duplicate_row' };
    seen.add(same);
    return { ...judged, problem: null };
  });
}

function problemOf(
  row: WrittenRow,
  customerId: Id<'customer'> | null,
  amountProblem: RowProblem | null,
): RowProblem | null {
  if (row.customer === '') return 'customer_missing';
  if (!customerId) return 'customer_unknown';
  if (amountProblem) return amountProblem;
  const memo = optionalText(256).safeParse(row.memo);
  if (memo.success) return null;
  return memo.error.issues[0]?.message === 'too_long' ? 'memo_too_long' : 'text_not_plain';
}
