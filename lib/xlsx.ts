import { once } from 'node:events';
import { Writable } from 'node:stream';
import ExcelJS from 'exceljs';

/** A cell: text, never run as a formula whatever it begins with; an amount written out; or a local time `2026-11-22 15:04:05`. */
export interface XlsxCell {
  readonly kind: 'text' | 'amount' | 'instant';
  /** Undefined is an empty cell. */
  readonly text: string | undefined;
}

/** A sheet of a workbook. The first row is its head and stays in sight. */
export interface XlsxSheet {
  readonly name: string;
  readonly widths: readonly number[];
  readonly rows: Iterable<readonly XlsxCell[]> | AsyncIterable<readonly XlsxCell[]>;
}

/** After so many rows the writer waits until they are packed. */
const rowsPerPiece = 500;

/**
 * Writes sheets as a workbook (XLSX), one after the other and piece by piece, so that a large export never stands in memory.
 *
 * Text is stored as text, so no cell is a formula; amounts and times are stored as numbers and dates, as spreadsheets have them.
 */
export async function* writeXlsx(sheets: readonly XlsxSheet[]): AsyncGenerator<Uint8Array, void, void> {
  const packed: Uint8Array[] = [];
  const stream = new Writable({
    write(piece: Uint8Array, _encoding, done) {
      packed.push(piece);
      done();
    },
  });
  const book = new ExcelJS.stream.xlsx.WorkbookWriter({ stream, useStyles: true, useSharedStrings: false });
  for (const { name, widths, rows } of sheets) {
    const sheet = book.addWorksheet(name, { views: [{ state: 'frozen', ySplit: 1 }] });
    sheet.columns = widths.map((width) => ({ width }));
    let count = 0;
    for await (const cells of rows) {
      count += 1;
      writeRow(sheet, count, cells);
      if (count % rowsPerPiece !== 0) continue;
      await untilPacked(sheet);
      yield* packed.splice(0);
    }
    sheet.commit();
  }
  await book.commit();
  yield* packed.splice(0);
}

function writeRow(sheet: ExcelJS.Worksheet, number: number, cells: readonly XlsxCell[]): void {
  const row = sheet.getRow(number);
  for (const [index, { kind, text }] of cells.entries()) {
    const cell = row.getCell(index + 1);
    cell.numFmt = formats[kind];
    if (text !== undefined) cell.value = values[kind](text);
  }
  row.commit();
}

const formats = { text: '@', amount: '#,##0.00', instant: 'yyyy-mm-dd hh:mm:ss' } as const;

const values = {
  text: storedText,
  // A spreadsheet has floating-point numbers only: exact to 15 digits, which no balance of a customer comes near.
  amount: (text: string) => Number(text),
  // A spreadsheet's dates have no zone: the wall clock is stored as if it were UTC.
  instant: (text: string) => new Date(`${text.replace(' ', 'T')}Z`),
} as const satisfies Record<XlsxCell['kind'], (text: string) => ExcelJS.CellValue>;

/**
 * Text as a workbook stores it: `_x000D_` stands for a character there, so what only looks like that is escaped, and characters no XML
 * may hold, which would make the whole file unreadable, are replaced by the sign for that.
 */
function storedText(text: string): string {
  return text
    .replaceAll(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    .replaceAll('\r', '_x000D_')
    .replaceAll(/[\uFFFE\uFFFF]/g, '\uFFFD');
}

/**
 * Waits until the packer has taken what was written. exceljs writes on without asking: its sheet is a stream that pipes into the
 * archive's own, and that one says when it is full.
 */
async function untilPacked(sheet: ExcelJS.Worksheet): Promise<void> {
  for (const pipe of pipesOf(sheet)) if (pipe.writableNeedDrain) await once(pipe, 'drain');
}

/** What exceljs pipes a sheet into, which its types do not tell. None when a later version has it otherwise. */
function pipesOf(sheet: object): Writable[] {
  const { stream } = sheet as { stream?: { pipes?: unknown } };
  const pipes: unknown = stream?.pipes;
  return Array.isArray(pipes) ? pipes.filter((pipe) => pipe instanceof Writable) : [];
}
