import PDFDocument from 'pdfkit';
import { brokenLines } from './line-break';
import { pdfFont } from './pdf-font';
import { type PdfPen, penOf } from './pdf-pen';

/** A column of a table. */
export interface PdfColumn {
  readonly name: string;
  /** Its share of the page's width, against those of the other columns. */
  readonly width: number;
  /** Amounts and numbers stand on the right. */
  readonly align?: 'start' | 'end';
  /** What needs more lines than this ends in `…`; 4 unless it says otherwise. */
  readonly linesMax?: number;
}

/** What a document is put together from, from top to bottom. Text without a cell's limit is always written in full. */
export type PdfBlock =
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'lines'; readonly lines: readonly { readonly label: string; readonly value: string }[] }
  | {
      readonly kind: 'table';
      readonly columns: readonly PdfColumn[];
      /** One text per column. */
      readonly rows: Iterable<readonly string[]> | AsyncIterable<readonly string[]>;
    };

/** What a document says of itself, and what is in it. */
export interface PdfSource {
  readonly language: 'zh-CN' | 'en';
  /** Stands above everything and in the window of whoever reads it. */
  readonly title: string;
  readonly author: string;
  readonly madeAt: Date;
  /** What stands at the foot of each page, such as `Page {page} of {pages}`; `{pages}` behind `{page}`. */
  readonly pageWords: string;
  readonly orientation?: 'portrait' | 'landscape';
  /** Asked for one after the other: what a block says may depend on the rows written before it. */
  readonly blocks: Iterable<PdfBlock> | AsyncIterable<PdfBlock>;
}

const margin = 40;
const footHeight = 24;
const [titleSize, headingSize, textSize, cellSize] = [16, 12, 9.5, 8] as const;
/** Of a line, against the size of its letters. */
const leading = 1.5;
const cellPadding = 4;
const [ink, quiet, rule, shade] = ['#1a1a1a', '#595959', '#bfbfbf', '#f0f0f0'] as const;

/**
 * Writes a document of any length (A4, Chinese and Latin) and yields it page by page, so that memory stays flat: of a page that is finished
 * about 200 bytes are kept. "Page x of y" needs no counting beforehand, since every page draws the same small form for "of y", and the
 * form's content is written last, when the number is known.
 */
export async function* writePdf(source: PdfSource): AsyncGenerator<Uint8Array, void, void> {
  const sheet = newSheet(source);
  sheet.nextPage();
  writeLines(sheet, [source.title], titleSize, ink);
  sheet.y += textSize;
  for await (const block of source.blocks) {
    if (block.kind === 'table') yield* writeTable(sheet, block.columns, block.rows);
    else if (block.kind === 'lines') writeLabelled(sheet, block.lines);
    else writeText(sheet, block);
    yield* sheet.written();
  }
  sheet.end();
  yield* sheet.written();
}

interface Sheet {
  readonly pen: PdfPen;
  readonly left: number;
  readonly width: number;
  /** Where the next line begins, from the top. */
  y: number;
  /** Whether so many points still fit on this page. */
  hasRoom(height: number): boolean;
  nextPage(): void;
  end(): void;
  /** The bytes that are finished by now. */
  written(): Generator<Uint8Array, void, void>;
}

function newSheet({ language, title, author, madeAt, pageWords, orientation = 'portrait' }: PdfSource): Sheet {
  const pdf = new PDFDocument({
    ...{ size: 'A4', layout: orientation, margin, autoFirstPage: false, pdfVersion: '1.7', fontLayoutCache: false },
    ...{ lang: language, displayTitle: true, info: { Title: title, Author: author, CreationDate: madeAt } },
  });
  pdf.registerFont('text', pdfFont());
  const pen = penOf(pdf.font('text'));
  const [beforeTotal = '', afterTotal = ''] = pageWords.split('{pages}');
  const total = pen.newForm();
  let pages = 0;
  const finishPage = () => {
    if (pages === 0) return;
    const label = beforeTotal.replace('{page}', String(pages));
    const [x, y] = [margin, pdf.page.height - margin - cellSize];
    pen.text(label, { x, y, size: cellSize, color: quiet });
    pen.drawForm(total, { x: x + pen.width(label, cellSize), y });
    pen.endPage();
  };
  return {
    pen,
    left: margin,
    width: (orientation === 'portrait' ? 595.28 : 841.89) - 2 * margin,
    y: margin,
    hasRoom(height) {
      return this.y + height <= pdf.page.height - margin - footHeight;
    },
    nextPage() {
      finishPage();
      pdf.addPage();
      pages += 1;
      this.y = margin;
    },
    end() {
      finishPage();
      pen.writeForm(total, `${pages}${afterTotal}`, { size: cellSize, color: quiet });
      pdf.end();
    },
    *written() {
      for (let piece = pdf.read(); piece !== null; piece = pdf.read()) yield piece;
    },
  };
}

/** Lines one below the other, over as many pages as they need. */
function writeLines(sheet: Sheet, paragraphs: readonly string[], size: number, color: string): void {
  const { pen, left: x, width } = sheet;
  for (const line of paragraphs.flatMap((text) =>
    brokenLines(pen.plain(text), width, (part) => pen.width(part, size)),
  )) {
    if (!sheet.hasRoom(size * leading)) sheet.nextPage();
    pen.text(line, { x, y: sheet.y, size, color });
    sheet.y += size * leading;
  }
}

function writeText(sheet: Sheet, block: Extract<PdfBlock, { text: string }>): void {
  const size = block.kind === 'heading' ? headingSize : textSize;
  // A heading is not left alone at the foot of a page.
  if (block.kind === 'heading' && !sheet.hasRoom(size * leading * 3)) sheet.nextPage();
  writeLines(sheet, [block.text], size, ink);
  sheet.y += textSize / 2;
}

/** Labels on the left, in one column as wide as the widest, but at most a third of the page; values beside them. */
function writeLabelled(sheet: Sheet, lines: readonly { label: string; value: string }[]): void {
  const { pen, left: x, width } = sheet;
  const measure = (part: string) => pen.width(part, textSize);
  const gap = textSize;
  const labelWidth = Math.min(width / 3, Math.max(0, ...lines.map(({ label }) => measure(pen.plain(label)) + 0.01)));
  for (const { label, value } of lines) {
    const labels = brokenLines(pen.plain(label), labelWidth, measure);
    const values = brokenLines(pen.plain(value), width - labelWidth - gap, measure);
    for (let index = 0; index < Math.max(labels.length, values.length); index += 1) {
      if (!sheet.hasRoom(textSize * leading)) sheet.nextPage();
      pen.text(labels[index] ?? '', { x, y: sheet.y, size: textSize, color: quiet });
      pen.text(values[index] ?? '', { x: x + labelWidth + gap, y: sheet.y, size: textSize, color: ink });
      sheet.y += textSize * leading;
    }
  }
  sheet.y += textSize;
}

async function* writeTable(
  sheet: Sheet,
  columns: readonly PdfColumn[],
  rows: Iterable<readonly string[]> | AsyncIterable<readonly string[]>,
): AsyncGenerator<Uint8Array, void, void> {
  const head = rowOf(
    sheet,
    columns,
    columns.map(({ name }) => name),
  );
  if (!sheet.hasRoom(head.height * 2)) sheet.nextPage();
  drawRow(sheet, head, true);
  for await (const cells of rows) {
    const row = rowOf(sheet, columns, cells);
    if (!sheet.hasRoom(row.height)) {
      sheet.nextPage();
      yield* sheet.written();
      drawRow(sheet, head, true);
    }
    drawRow(sheet, row, false);
  }
  sheet.y += textSize;
}

interface Cell {
  readonly lines: readonly string[];
  readonly x: number;
  readonly width: number;
  readonly isAtEnd: boolean;
}

function rowOf({ pen, left, width }: Sheet, columns: readonly PdfColumn[], cells: readonly string[]) {
  const shares = columns.reduce((sum, column) => sum + column.width, 0);
  let x = left;
  const row = columns.map((column, index): Cell => {
    const outer = (width * column.width) / shares;
    const inner = outer - 2 * cellPadding;
    const measure = (part: string) => pen.width(part, cellSize);
    const lines = brokenLines(pen.plain(cells[index] ?? ''), inner, measure, column.linesMax ?? 4);
    const cell = { lines, x: x + cellPadding, width: inner, isAtEnd: column.align === 'end' };
    x += outer;
    return cell;
  });
  const lineCount = Math.max(1, ...row.map(({ lines }) => lines.length));
  return { cells: row, height: lineCount * cellSize * leading + cellPadding };
}

function drawRow(sheet: Sheet, { cells, height }: ReturnType<typeof rowOf>, isHead: boolean): void {
  const { pen, left, width } = sheet;
  if (isHead) pen.fill({ x: left, y: sheet.y, width, height, color: shade });
  for (const { lines, x, width: room, isAtEnd } of cells) {
    for (const [index, line] of lines.entries()) {
      const start = isAtEnd ? x + room - pen.width(line, cellSize) : x;
      const y = sheet.y + cellPadding / 2 + index * cellSize * leading;
      pen.text(line, { x: start, y, size: cellSize, color: isHead ? quiet : ink });
    }
  }
  sheet.y += height;
  pen.fill({ x: left, y: sheet.y, width, height: 0.5, color: rule });
}
