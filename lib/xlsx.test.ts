import ExcelJS from 'exceljs';
import { describe, expect, it } from 'vitest';
import { writeXlsx, type XlsxCell } from './xlsx';

const text = (value: string | undefined): XlsxCell => ({ kind: 'text', text: value });

async function read(pieces: AsyncIterable<Uint8Array>) {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  const bytes = Uint8Array.from(Buffer.concat(all));
  const book = new ExcelJS.Workbook();
  await book.xlsx.load(bytes.buffer);
  return book;
}

describe('a workbook', () => {
  it('[F13] holds text as text, whatever it begins with, and amounts and times as what they are', async () => {
    const dangerous = ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '<a href="x">&', '😀', "'x", '007', '\u202Eabc'];
    const rows = [
      [text('Head')],
      ...dangerous.map((value) => [text(value)]),
      [
        text(undefined),
        { kind: 'amount', text: '-1234567890123.45' } as const,
        { kind: 'instant', text: '2026-02-28 23:59:58' } as const,
      ],
    ];
    const book = await read(
      writeXlsx([
        { name: 'About', widths: [10], rows: [[text('x')]] },
        { name: 'Data', widths: [10, 20, 30], rows },
      ]),
    );
    expect(book.worksheets.map(({ name }) => name)).toEqual(['About', 'Data']);
    const sheet = book.getWorksheet('Data');
    const cells = dangerous.map((_, index) => sheet?.getRow(index + 2).getCell(1));
    expect(cells.map((cell) => [cell?.value, cell?.type, cell?.numFmt])).toEqual(
      dangerous.map((value) => [value, ExcelJS.ValueType.String, '@']),
    );
    const last = sheet?.getRow(dangerous.length + 2);
    expect(last?.getCell(1).value).toBeNull();
    expect(last?.getCell(2).value).toBe(-1234567890123.45);
    expect(last?.getCell(3).value).toEqual(new Date('2026-02-28T23:59:58Z'));
  });

  it('stays readable whatever characters text has, and says what it could not hold', async () => {
    const hostile = ['a\uFFFEb\uFFFFc', 'plain _x0041_ text', 'one\rtwo', '_x000d'];
    const sheet = (await read(writeXlsx([{ name: 'D', widths: [10], rows: hostile.map((one) => [text(one)]) }])))
      .worksheets[0];
    // The reader of these tests does not know the escapes; spreadsheets do.
    expect(hostile.map((_, index) => sheet?.getRow(index + 1).getCell(1).value)).toEqual([
      'a\uFFFDb\uFFFDc',
      'plain _x005F_x0041_ text',
      'one_x000D_two',
      '_x000d',
    ]);
  });

  it('is handed out while its rows are read, and reads on only when a piece was taken', async () => {
    let taken = 0;
    function* rows() {
      for (; taken < 20_000; taken += 1) yield [text(`row ${taken} ${Math.sin(taken)}`)];
    }
    const pieces = writeXlsx([{ name: 'Data', widths: [10], rows: rows() }]);
    const seen: number[] = [];
    for (let piece = await pieces.next(); !piece.done; piece = await pieces.next()) seen.push(taken);
    expect(seen.length).toBeGreaterThan(5);
    expect(seen.filter((count) => count < 20_000).length).toBeGreaterThan(2);
    expect(seen.toSorted((a, b) => a - b)).toEqual(seen);
  });
});
