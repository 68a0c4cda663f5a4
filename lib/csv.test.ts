import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CsvCell, csvLimits, csvStream, readCsv, writeCsv } from './csv';

const written = async (header: string[], rows: CsvCell[][], options?: { bom: boolean }) => {
  let text = '';
  for await (const piece of writeCsv(header, rows, options)) text += piece;
  return text;
};
const cells = (input: string | Uint8Array) => {
  const reading = readCsv(input);
  return reading.ok ? reading.rows.map((row) => row.cells) : reading.problem;
};
const utf8 = (text: string) => new TextEncoder().encode(text);
/** 张三,客户 in GB18030. */
const inGb18030 = Uint8Array.from([0xd5, 0xc5, 0xc8, 0xfd, 0x2c, 0xbf, 0xcd, 0xbb, 0xa7]);

describe('[F13] writing', () => {
  const dangerous = [
    ...[
      '=HYPERLINK("http://x")',
      '+1',
      '-1',
      '@SUM(A1)',
      '\tx',
      '\rx',
      '\nx',
      '\0x',
      ' =1',
      '\u3000=1',
      '\u200b=1',
      '\ufeff=1',
    ],
    ...[
      '＝1',
      '＋1',
      '－1',
      '＠1',
      '-10.0',
      '-10.000',
      '--10.00',
      '-',
      "'=1",
      "''+1",
      '=',
      '=a,b',
      '=a"b',
      '=a;b',
      '=a\nb',
    ],
  ];
  const harmless = [
    'ACME',
    '',
    '10.00',
    '-10.00',
    '-0.01',
    '1',
    'a=b',
    'a"b',
    'a,b',
    'a;b',
    'a\tb',
    'a\r\nb',
    "O'Neil",
    "'quoted'",
    '"',
    '张三',
    ' x ',
  ];

  test.each(dangerous)('%j does not start a formula and is read back exactly', async (text) => {
    const csv = await written(['name'], [[text]], { bom: false });
    const [, [cell]] = parse(csv) as [string[], [string]];
    expect(cell).toBe(`'${text}`);
    expect(cells(csv)).toEqual([['name'], [text]]);
  });

  test.each(harmless.filter((text) => text.trim()))('%j is written as it is', async (text) => {
    const csv = await written(['name'], [[text]], { bom: false });
    expect((parse(csv) as string[][])[1]).toEqual([text]);
    expect(cells(csv)).toEqual([['name'], [text]]);
  });

  test('whatever the text, it is read back exactly and never starts a formula', async () => {
    const letter = fc.constantFrom(...'=+-@\t\r\n\0\'",; 　＝＋－＠a1.0客', '🔑');
    const anyCell = fc.string({ unit: letter, minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.constant('key'), anyCell, anyCell), { maxLength: 5 }), async (rows) => {
        const csv = await written(['k', 'a', 'b'], rows);
        expect(cells(csv)).toEqual([['k', 'a', 'b'], ...rows]);
        for (const row of parse(csv, { bom: true }) as string[][]) {
          for (const cell of row) {
            if (!/^-?\d+\.\d{2}$/.test(cell)) expect(cell).not.toMatch(/^[\s\u3000]*[=+\-@＝＋－＠]|^[\t\r\n\0]/);
          }
        }
      }),
      { seed: 20261122, numRuns: 500 },
    );
  });

  test('the header is made safe too, an undefined cell is empty, lines end with CR LF', async () => {
    expect(
      await written(
        ['=a', 'b'],
        [
          ['1.00', undefined],
          ['x', 'y'],
        ],
        { bom: false },
      ),
    ).toBe("'=a,b\r\n1.00,\r\nx,y\r\n");
  });

  test('the mark stands once, at the beginning, also over many pieces', async () => {
    const rows = Array.from({ length: 1000 }, (_, index) => [`name ${index}`, `${index}.00`]);
    const text = await written(['name', 'amount'], rows);
    expect(text.lastIndexOf('\uFEFF')).toBe(0);
    expect(cells(text)).toEqual([['name', 'amount'], ...rows]);
    expect(await written(['name'], [])).toBe('\uFEFFname\r\n');
  });

  test('a stream asks for rows as they are read and stops asking when the reader goes away', async () => {
    let given = 0;
    let isClosed = false;
    async function* rows() {
      try {
        for (;;) {
          given += 1;
          yield [`row ${given}`];
        }
      } finally {
        isClosed = true;
      }
    }
    const reader = csvStream(writeCsv(['name'], rows())).getReader();
    const first = await reader.read();
    expect(new TextDecoder().decode(first.value)).toMatch(/^name\r\nrow 1\r\n/);
    await reader.read();
    expect(given).toBeLessThan(1000);
    await reader.cancel();
    expect(isClosed).toBe(true);
  });
});

describe('reading', () => {
  test.each([
    ['comma', 'name,amount\nACME,1.00'],
    ['tab', 'name\tamount\nACME\t1.00'],
    ['semicolon', 'name;amount\nACME;1.00'],
    ['CR LF', 'name,amount\r\nACME,1.00\r\n'],
    ['CR alone', 'name,amount\rACME,1.00'],
    ['line ends of several kinds', 'name,amount\r\nACME,1.00\n'],
    ['quotes', '"name","amount"\n"ACME","1.00"\n'],
    ['blank lines and blank rows', '\nname,amount\n\n,\nACME,1.00\n , \n'],
    ['mark', '\uFEFFname,amount\nACME,1.00'],
  ])('%s', (_, text) => {
    const expected = [
      ['name', 'amount'],
      ['ACME', '1.00'],
    ];
    expect(cells(text)).toEqual(expected);
    expect(cells(utf8(text))).toEqual(expected);
  });

  test('the first row decides how cells are separated', () => {
    expect(cells('A, B; C Ltd\t1,234.56')).toEqual([['A, B; C Ltd', '1,234.56']]);
    expect(cells('"a;b;c",d')).toEqual([['a;b;c', 'd']]);
    expect(cells('a;"1,5"')).toEqual([['a', '1,5']]);
    expect(cells('alone')).toEqual([['alone']]);
  });

  test('each row knows the line it begins in', () => {
    const reading = readCsv('name,note\n\nA,"two\r\nlines"\nB,\n\n\nC,"x\ny\nz"\nD,1');
    expect(reading.ok && reading.rows.map(({ line, cells: [name] }) => [name, line])).toEqual([
      ['name', 1],
      ['A', 3],
      ['B', 5],
      ['C', 8],
      ['D', 11],
    ]);
  });

  test('UTF-8, GB18030 and UTF-16 with its mark', () => {
    expect(cells(utf8('张三,客户'))).toEqual([['张三', '客户']]);
    expect(cells(inGb18030)).toEqual([['张三', '客户']]);
    expect(cells(Buffer.from('\uFEFF张三\t客户', 'utf16le'))).toEqual([['张三', '客户']]);
  });

  test('what is no text is refused as a whole', () => {
    const png = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d]);
    const zip = Uint8Array.from([0x50, 0x4b, 0x03, 0x04, 0x14, 0, 0, 0]);
    const torn = inGb18030.subarray(0, -1);
    for (const bytes of [
      png,
      zip,
      torn,
      Uint8Array.from([0xff, 0x41, 0x2c]),
      utf8('%PDF-1.7\n'),
      utf8('<!DOCTYPE html><p>'),
    ]) {
      expect(cells(bytes)).toBe('not_text');
    }
    expect(cells('\ud800,1')).toBe('not_text');
    expect(cells('a\ufffd,1')).toBe('not_text');
  });

  test('limits of size, rows and row length', () => {
    const rows = (count: number) => Array.from({ length: count }, (_, index) => `c${index},1.00`).join('\n');
    expect(readCsv(rows(csvLimits.rowsMax)).ok).toBe(true);
    expect(readCsv(rows(csvLimits.rowsMax + 1))).toEqual({ ok: false, problem: 'too_many_rows', line: 5001 });
    expect(cells('')).toBe('file_empty');
    expect(cells('\n ,\n')).toBe('file_empty');
    expect(cells('x'.repeat(csvLimits.rowLengthMax + 2))).toBe('row_too_long');
    expect(cells('客'.repeat(400_000))).toBe('file_too_large');
    expect(cells(new Uint8Array(csvLimits.sizeMax + 1))).toBe('file_too_large');
    expect(cells(',\n'.repeat(csvLimits.sizeMax / 2))).toBe('file_empty');
  });

  test('broken quotes are refused with the line', () => {
    expect(readCsv('a,b\nc,"d')).toMatchObject({ ok: false, problem: 'quotes_broken' });
    expect(readCsv('a,b\nc,"d"e\n')).toEqual({ ok: false, problem: 'quotes_broken', line: 2 });
    expect(readCsv('a,b\nc,d"e\n')).toEqual({ ok: false, problem: 'quotes_broken', line: 2 });
  });
});
