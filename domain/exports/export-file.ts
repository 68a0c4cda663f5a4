import { writeCsv } from '@/lib/csv';
import { type PdfBlock, type PdfColumn, writePdf } from '@/lib/pdf-document';
import { writeXlsx, type XlsxCell, type XlsxSheet } from '@/lib/xlsx';
import type { ExportRun } from './export-run';
import { type ExportColumn, type ExportLine, type ExportReading, type ExportSums, textCell } from './export-source';
import { exportWords, filterInWords, noteText } from './words';

/** What the head of a file says, beside what was asked for. */
export interface ExportFacts extends ExportSums {
  readonly madeAt: Date;
  /** `2026-11-22 15:04:05` in the task's zone: the moment all rows are of. */
  readonly madeAtText: string;
  /** SHA-256, in hex, of `dataPart` with the same rows. */
  readonly sha256: string;
}

type Lines = AsyncIterable<ExportLine>;

/** A sheet holds 1,048,576 rows at most, its head among them. */
const rowsPerSheet = 1_000_000;

/**
 * The data of a list as CSV, from the line with the columns' names to the end: what stands behind the empty line in a CSV file, to the
 * byte. The digest in the head is of exactly this, in a workbook and a document too.
 *
 * @param sums asked for when the last line has been taken
 */
export async function* dataPart(
  reading: ExportReading,
  lines: Lines,
  sums: () => ExportSums,
): AsyncGenerator<Uint8Array, void, void> {
  const texts = (cells: readonly XlsxCell[]) => cells.map(({ text }) => text);
  async function* rows() {
    for await (const { cells } of lines) yield texts(cells);
    const foot = reading.foot(sums());
    if (foot.length > 0) yield [];
    yield* foot.map(texts);
  }
  yield* encoded(
    writeCsv(
      reading.columns.map(({ name }) => name),
      rows(),
      { bom: false },
    ),
  );
}

/** The whole file, written while its rows are read. */
export function exportFile(
  run: ExportRun,
  reading: ExportReading,
  facts: ExportFacts,
  lines: Lines,
): AsyncGenerator<Uint8Array, void, void> {
  return writers[run.format](run, reading, facts, lines);
}

const writers = { csv: csvFile, xlsx: xlsxFile, pdf: pdfFile } as const satisfies Record<
  ExportRun['format'],
  typeof exportFile
>;

async function* csvFile(
  run: ExportRun,
  reading: ExportReading,
  facts: ExportFacts,
  lines: Lines,
): AsyncGenerator<Uint8Array, void, void> {
  const [title = [], ...head] = headOf(run, reading, facts);
  yield* encoded(writeCsv(title, [...head, []]));
  yield* dataPart(reading, lines, () => facts);
}

/** The head is a sheet of its own, so that the others sort and filter. */
function xlsxFile(
  run: ExportRun,
  reading: ExportReading,
  facts: ExportFacts,
  lines: Lines,
): AsyncGenerator<Uint8Array, void, void> {
  const about = headOf(run, reading, facts).map((line) => line.map(textCell));
  return writeXlsx([
    { name: exportWords(run.language).about, widths: [24, 80], rows: about },
    ...dataSheets(reading, facts, lines, rowsPerSheet),
  ]);
}

/** As many sheets as the rows need, the closing rows on the last. They are written one after the other, and take the rows in turn. */
export function dataSheets(reading: ExportReading, facts: ExportSums, lines: Lines, rowsMax: number): XlsxSheet[] {
  const count = Math.max(Math.ceil(facts.count / rowsMax), 1);
  const taken = lines[Symbol.asyncIterator]();
  async function* rowsOf(sheet: number): AsyncGenerator<readonly XlsxCell[], void, void> {
    yield reading.columns.map(({ name }) => textCell(name));
    for (let row = 0; row < rowsMax; row += 1) {
      const next = await taken.next();
      if (next.done) break;
      yield next.value.cells;
    }
    if (sheet === count) yield* reading.foot(facts);
  }
  return Array.from({ length: count }, (_, index) => ({
    // Spreadsheets take 31 characters.
    name: index === 0 ? reading.title.slice(0, 31) : `${reading.title.slice(0, 24)} (${index + 1})`,
    widths: reading.columns.map(({ width }) => width),
    rows: rowsOf(index + 1),
  }));
}

function pdfFile(
  run: ExportRun,
  reading: ExportReading,
  facts: ExportFacts,
  lines: Lines,
): AsyncGenerator<Uint8Array, void, void> {
  const words = exportWords(run.language);
  const texts = (cells: readonly XlsxCell[]) => cells.map(({ text }) => text ?? '');
  async function* rows() {
    for await (const { cells } of lines) yield texts(cells);
    yield* reading.foot(facts).map(texts);
  }
  const [, ...head] = headOf(run, reading, facts);
  const blocks: PdfBlock[] = [
    { kind: 'lines', lines: head.map(([label = '', ...values]) => ({ label, value: values.join(' · ') })) },
    { kind: 'table', columns: reading.columns.map(onPaper), rows: rows() },
    { kind: 'lines', lines: reading.remarks(facts) },
  ];
  return writePdf({
    ...{ language: run.language, title: reading.title, author: run.organization.name, madeAt: facts.madeAt },
    ...{ pageWords: words.page, orientation: 'landscape', blocks },
  });
}

const onPaper = ({ name, width, share = width, align }: ExportColumn): PdfColumn => ({
  ...{ name, width: share },
  ...(align ? { align } : {}),
});

function headOf(
  { list, organization, filter, timeZone, language }: ExportRun,
  reading: ExportReading,
  facts: ExportFacts,
): string[][] {
  const words = exportWords(language);
  const name = language === 'en' ? (organization.nameEn ?? organization.name) : organization.name;
  return [
    [words.list, reading.title],
    [words.organization, name, organization.id],
    [words.filter, filterInWords(list, filter, language)],
    [words.zone, timeZone],
    [words.madeAt, facts.madeAtText],
    [words.rows, String(facts.count)],
    ...reading.head.map((line) => [...line]),
    [words.sha256, facts.sha256],
    [words.note, noteText(list, language)],
  ];
}

async function* encoded(pieces: AsyncIterable<string>): AsyncGenerator<Uint8Array, void, void> {
  const encoder = new TextEncoder();
  for await (const piece of pieces) yield encoder.encode(piece);
}
