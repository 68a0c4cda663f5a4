import { CsvError } from 'csv-parse';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';

/** Text as it is to be read; amounts already written out ("-10.00"). Undefined is an empty cell. */
export type CsvCell = string | undefined;

/** Why a file was not taken as a whole. */
export type CsvProblem =
  | 'file_empty'
  | 'file_too_large'
  | 'too_many_rows'
  | 'row_too_long'
  | 'not_text'
  | 'quotes_broken';

/** `line` is the line of the file the row begins in, counted from 1, as an editor shows it. */
export interface CsvRow {
  readonly line: number;
  readonly cells: readonly string[];
}

/** The rows of a file, or why it was refused and near which line. */
export type CsvReading =
  | { readonly ok: true; readonly rows: readonly CsvRow[] }
  | { readonly ok: false; readonly problem: CsvProblem; readonly line: number | undefined };

/** What one upload may hold. @source design/decisions.md 41 */
export const csvLimits = { sizeMax: 1_000_000, rowsMax: 5_000, rowLengthMax: 16_384 } as const;

const byteOrderMark = '\uFEFF';
const rowsPerChunk = 200;

/** Characters that make a spreadsheet run a cell, also behind blanks, and behind our own mark so that taking the mark off is exact. */
const startsLikeFormula = /^'*(?:[\t\r\n\0]|[\s\u200B-\u200F\u2060]*[=+\-@＝＋－＠])/;
const markedByUs = new RegExp(startsLikeFormula.source.replace("'*", "'+"));

/**
 * Writes rows as CSV (RFC 4180) piece by piece, so that a large export never stands in memory.
 *
 * A cell that a spreadsheet would take for a formula gets a leading `'`; a plain amount (`-10.00`) is not one, whatever
 * column it is in.
 *
 * @param options.bom puts the UTF-8 mark first; without it Excel reads Chinese as the machine's old encoding
 * @source quality/acceptance.md F13, F14
 */
export async function* writeCsv(
  header: readonly string[],
  rows: Iterable<readonly CsvCell[]> | AsyncIterable<readonly CsvCell[]>,
  options: { bom: boolean } = { bom: true },
): AsyncGenerator<string, void, void> {
  let chunk: CsvCell[][] = [header.map(safeCell)];
  let mark = options.bom ? byteOrderMark : '';
  for await (const row of rows) {
    if (chunk.push(row.map(safeCell)) < rowsPerChunk) continue;
    yield mark + linesOf(chunk);
    [mark, chunk] = ['', []];
  }
  if (chunk.length > 0) yield mark + linesOf(chunk);
}

/** The pieces of `writeCsv` as the bytes of an answer; asks for the next piece only when the reader has taken the last. */
export function csvStream(pieces: AsyncGenerator<string, void, void>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await pieces.next();
      if (next.done) controller.close();
      else controller.enqueue(encoder.encode(next.value));
    },
    async cancel() {
      await pieces.return();
    },
  });
}

/**
 * Reads an uploaded file or pasted text: separated by comma, tab or semicolon; UTF-8, UTF-16 with its mark, or GB18030.
 *
 * Nothing is guessed inside a file: text that is not valid in its encoding refuses the whole file. Rows of blank cells
 * are left out. The `'` that `writeCsv` puts before formulas is taken off again.
 */
export function readCsv(input: Uint8Array | string): CsvReading {
  const size = typeof input === 'string' ? Buffer.byteLength(input) : input.length;
  if (size > csvLimits.sizeMax) return refused('file_too_large');
  const text = typeof input === 'string' ? input : decodeText(input);
  if (text === undefined || !isText(text)) return refused('not_text');
  return parseRows(text.startsWith(byteOrderMark) ? text.slice(1) : text);
}

function parseRows(text: string): CsvReading {
  const bytes = Buffer.from(text);
  const rows: CsvRow[] = [];
  let [bytesRead, linesRead] = [0, 0];
  try {
    parse(bytes, {
      delimiter: delimiterOf(text),
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      skip_records_with_empty_values: true,
      max_record_size: csvLimits.rowLengthMax,
      to: csvLimits.rowsMax + 1,
      on_record: (record, context) => {
        // The parser counts a CR LF inside quotes as two lines, so lines are counted here.
        const read = bytes.toString('utf8', bytesRead, context.bytes);
        [bytesRead, linesRead] = [context.bytes, linesRead + lineBreaks(read)];
        const lastLine = /[\r\n]$/.test(read) ? linesRead : linesRead + 1;
        const breaksInside = record.reduce((sum, cell) => sum + lineBreaks(cell), 0);
        rows.push({ line: lastLine - breaksInside, cells: record.map(plainCell) });
        return record;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return refused(error.code === 'CSV_MAX_RECORD_SIZE' ? 'row_too_long' : 'quotes_broken', linesRead + 1);
  }
  if (rows.length > csvLimits.rowsMax) return refused('too_many_rows', rows.at(-1)?.line);
  return rows.length === 0 ? refused('file_empty') : { ok: true, rows };
}

const lineBreaks = (text: string): number => text.match(/\r\n?|\n/g)?.length ?? 0;

const refused = (problem: CsvProblem, line?: number): CsvReading => ({ ok: false, problem, line });

const linesOf = (rows: CsvCell[][]): string =>
  stringify(rows, { record_delimiter: 'windows', quoted_match: /[;\t\r\n]|^\s|\s$/ });

function safeCell(cell: CsvCell): CsvCell {
  if (cell === undefined || /^-?\d+\.\d{2}$/.test(cell)) return cell;
  return startsLikeFormula.test(cell) ? `'${cell}` : cell;
}

const plainCell = (cell: string): string => (markedByUs.test(cell) ? cell.slice(1) : cell);

/** A tab decides, since nobody types one into a name; a semicolon when there are as many as commas; else it is a comma. */
function delimiterOf(text: string): string {
  const [firstRow = ''] = text
    .trimStart()
    .slice(0, csvLimits.rowLengthMax)
    .replace(/"(?:[^"]|"")*"/g, '')
    .split(/[\r\n]/, 1);
  const [commas, semicolons] = [',', ';'].map((sign) => firstRow.split(sign).length - 1);
  if (firstRow.includes('\t')) return '\t';
  return semicolons && semicolons >= (commas ?? 0) ? ';' : ',';
}

function decodeText(bytes: Uint8Array): string | undefined {
  const mark = Buffer.from(bytes.subarray(0, 2)).toString('hex');
  const encodings = { fffe: ['utf-16le'], feff: ['utf-16be'] }[mark] ?? ['utf-8', 'gb18030'];
  for (const encoding of encodings) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes);
    } catch {
      // Not in this encoding; the next one may be right.
    }
  }
  return undefined;
}

/** Spreadsheets, pictures and pages that were only renamed hold control characters or begin with a sign of their own. */
function isText(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
  const hasForeignCharacters = /[\x01-\x08\x0E-\x1F\uFFFD]|\p{Surrogate}/u.test(text);
  return !hasForeignCharacters && !/^\s*(?:<(?:!doctype|html|\?xml)|%PDF-)/i.test(text);
}
