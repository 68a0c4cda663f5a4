import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CsvError, type Options, parse } from 'csv-parse';
import { parse as parseLine } from 'csv-parse/sync';
import type { CsvProfile } from '@/db/schema/reconciliation';
import { BankFileProblem, bankFileLimits } from '../model';
import { textLines } from './text-lines';
import { problem } from './values';

/** One line of the table, or of what stands above it. */
export interface CsvRecord {
  /** In which line of the file it begins. */
  readonly line: number;
  readonly cells: readonly string[];
  /** Before the line with the columns' names. */
  readonly isHead: boolean;
  /** False for what was not ended by a line break. */
  readonly isEnded: boolean;
}

/**
 * The lines of a CSV file cut into cells, as it comes in (RFC 4180, with the profile's delimiter). Blank lines are left out, and
 * counted against the limit.
 *
 * @throws BankFileProblem
 */
export async function* csvRecords(
  pieces: AsyncIterable<Uint8Array>,
  profile: CsvProfile,
): AsyncGenerator<CsvRecord, void, void> {
  const head: CsvRecord[] = [];
  const progress = { lastLine: 0, isEnded: true };
  const parser = parse({ ...parseOptions(profile), info: true });
  const fed = pipeline(Readable.from(tableText(pieces, profile, head, progress), { highWaterMark: 1 }), parser);
  // Whatever goes wrong there comes out of the loop below.
  fed.catch(() => undefined);
  try {
    let line = profile.headerLine;
    let isFirst = true;
    for await (const found of parser) {
      const { record, info } = asRecord(found);
      const cells = record.map((cell) => cell.trim());
      if (isFirst) yield* head;
      isFirst = false;
      const begins = line;
      line = profile.headerLine + info.lines;
      const isEnded = progress.isEnded || line <= progress.lastLine;
      if (cells.some((cell) => cell !== '')) yield { line: begins, cells, isHead: false, isEnded };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw problemOf(error, profile.headerLine);
  }
}

/** A line above the table; whether it is CSV is the bank's business. */
function headCells(text: string, line: number, profile: CsvProfile): CsvRecord {
  const read: unknown = parseLine(text, { ...parseOptions(profile), relax_quotes: true });
  const [cells = []] = Array.isArray(read) ? read : [];
  return {
    line,
    cells: Array.isArray(cells) ? cells.map((cell) => String(cell).trim()) : [],
    isHead: true,
    isEnded: true,
  };
}

const parseOptions = (profile: CsvProfile): Options => ({
  delimiter: profile.delimiter,
  record_delimiter: '\n',
  relax_column_count: true,
  skip_empty_lines: false,
  trim: false,
  max_record_size: bankFileLimits.lineBytesMax,
});

/** The table's text, from the line of names on; what stands above goes to `head`. */
async function* tableText(
  pieces: AsyncIterable<Uint8Array>,
  profile: CsvProfile,
  head: CsvRecord[],
  progress: { lastLine: number; isEnded: boolean },
): AsyncGenerator<string, void, void> {
  for await (const lines of textLines(pieces, profile.encoding)) {
    let text = '';
    for (const { line, text: content, isEnded } of lines) {
      if (line > bankFileLimits.linesMax + profile.headerLine + 100) problem('too_many_lines', line);
      progress.lastLine = line;
      progress.isEnded = isEnded;
      if (line < profile.headerLine) head.push(headCells(content, line, profile));
      else text += `${content}\n`;
    }
    if (text) yield text;
  }
  if (progress.lastLine < profile.headerLine) problem('broken_off', progress.lastLine);
}

/** What the parser hands out with `info: true`. */
function asRecord(found: unknown): { record: readonly string[]; info: { lines: number } } {
  if (typeof found === 'object' && found && 'record' in found && 'info' in found)
    return found as ReturnType<typeof asRecord>;
  throw new TypeError('csv-parse gave no record');
}

function problemOf(error: CsvError, headerLine: number): BankFileProblem {
  const at = 'lines' in error && typeof error['lines'] === 'number' ? error['lines'] : undefined;
  const line = at === undefined ? null : headerLine - 1 + at;
  if (error.code === 'CSV_MAX_RECORD_SIZE') return new BankFileProblem('line_too_long', line);
  if (error.code === 'CSV_QUOTE_NOT_CLOSED') return new BankFileProblem('broken_off', line);
  return new BankFileProblem('not_this_format', line);
}
