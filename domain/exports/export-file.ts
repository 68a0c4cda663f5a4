import type { ExportedCustomer } from '@/domain/customers/export-queries';
import { writeCsv } from '@/lib/csv';
import { formatMoney } from '@/lib/money';
import { writeXlsx, type XlsxCell } from '@/lib/xlsx';
import type { ExportRun } from './export-run';
import { type ExportWords, exportWords, filterInWords } from './words';

/** What the head of a file says, beside what was asked for. */
export interface ExportFacts {
  readonly rows: number;
  /** `2026-11-22 15:04:05` in the task's zone: the moment all rows are of. */
  readonly madeAt: string;
  /** SHA-256, in hex, of `dataPart` with the same rows. */
  readonly sha256: string;
}

type Rows = AsyncIterable<ExportedCustomer>;

/**
 * The data of a list as CSV, from the line with the columns' names to the end: what stands behind the empty line in a CSV file, to the
 * byte. The digest in the head is of exactly this, in a workbook too.
 */
export async function* dataPart(run: ExportRun, rows: Rows): AsyncGenerator<Uint8Array, void, void> {
  const words = exportWords(run.language);
  async function* cells() {
    for await (const row of rows) yield cellsOf(row, words).map(({ text }) => text);
  }
  yield* encoded(writeCsv(columnNames(words), cells(), { bom: false }));
}

/** The whole file, written while its rows are read. */
export function exportFile(run: ExportRun, facts: ExportFacts, rows: Rows): AsyncGenerator<Uint8Array, void, void> {
  return run.format === 'csv' ? csvFile(run, facts, rows) : xlsxFile(run, facts, rows);
}

async function* csvFile(run: ExportRun, facts: ExportFacts, rows: Rows): AsyncGenerator<Uint8Array, void, void> {
  const [title = [], ...head] = headOf(run, facts);
  yield* encoded(writeCsv(title, [...head, []]));
  yield* dataPart(run, rows);
}

/** The head is a sheet of its own, so that the other one sorts and filters. */
function xlsxFile(run: ExportRun, facts: ExportFacts, rows: Rows): AsyncGenerator<Uint8Array, void, void> {
  const words = exportWords(run.language);
  const text = (value: string): XlsxCell => ({ kind: 'text', text: value });
  async function* cells() {
    yield columnNames(words).map(text);
    for await (const row of rows) yield cellsOf(row, words);
  }
  return writeXlsx([
    { name: words.about, widths: [24, 80], rows: headOf(run, facts).map((line) => line.map(text)) },
    { name: words.title, widths: columns.map(({ width }) => width), rows: cells() },
  ]);
}

function headOf({ organization, filter, timeZone, language }: ExportRun, facts: ExportFacts): string[][] {
  const words = exportWords(language);
  const name = language === 'en' ? (organization.nameEn ?? organization.name) : organization.name;
  return [
    [words.list, words.title],
    [words.organization, name, organization.id],
    [words.filter, filterInWords(filter, words)],
    [words.zone, timeZone],
    [words.madeAt, facts.madeAt],
    [words.rows, String(facts.rows)],
    [words.sha256, facts.sha256],
    [words.note, words.noteText],
  ];
}

const columns = [
  { id: 'id', width: 32 },
  { id: 'name', width: 16 },
  { id: 'accountName', width: 16 },
  { id: 'type', width: 12 },
  { id: 'associatedAt', width: 20 },
  { id: 'mobile', width: 16 },
  { id: 'email', width: 28 },
  { id: 'manager', width: 12 },
  { id: 'label', width: 24 },
  { id: 'balance', width: 16 },
  { id: 'currency', width: 8 },
  { id: 'state', width: 12 },
  { id: 'freezeLevel', width: 24 },
  { id: 'level', width: 8 },
  { id: 'partnerId', width: 32 },
] as const satisfies readonly { id: keyof ExportWords['columns']; width: number }[];

const columnNames = (words: ExportWords): string[] => columns.map(({ id }) => words.columns[id]);

/** One cell per column, in their order. */
function cellsOf(row: ExportedCustomer, words: ExportWords): XlsxCell[] {
  const text = (value: string | null): XlsxCell => ({ kind: 'text', text: value ?? undefined });
  return [
    text(row.id),
    text(row.name),
    text(row.accountName),
    text(words.values.type[row.type]),
    { kind: 'instant', text: row.associatedAt },
    text(row.mobile),
    text(row.email),
    text(row.manager),
    text(row.label),
    { kind: 'amount', text: row.balance === null ? undefined : formatMoney(row.balance) },
    text(row.balance?.currency ?? null),
    text(words.values.state[row.state]),
    text(row.freezeLevel && words.freezeLevels[row.freezeLevel]),
    text(row.level),
    text(row.partnerId),
  ];
}

async function* encoded(pieces: AsyncIterable<string>): AsyncGenerator<Uint8Array, void, void> {
  const encoder = new TextEncoder();
  for await (const piece of pieces) yield encoder.encode(piece);
}
