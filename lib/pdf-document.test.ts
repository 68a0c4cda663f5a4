import { describe, expect, test } from 'vitest';
import { pdfTexts, readPdf } from '@/tests/pdf-text';
import { type PdfBlock, type PdfSource, writePdf } from './pdf-document';

const madeAt = new Date('2026-11-22T07:04:05Z');
const zh = {
  language: 'zh-CN',
  title: '收支明细',
  author: '伙伴中心',
  madeAt,
  pageWords: '第 {page} 页，共 {pages} 页',
} as const;
const en = {
  language: 'en',
  title: 'Statement',
  author: 'Partner Center',
  madeAt,
  pageWords: 'Page {page} of {pages}',
} as const;

const written = async (about: Omit<PdfSource, 'blocks'>, blocks: PdfSource['blocks']): Promise<Uint8Array> => {
  const pieces: Uint8Array[] = [];
  for await (const piece of writePdf({ ...about, blocks })) pieces.push(piece);
  return Buffer.concat(pieces);
};
const tableOf = (names: readonly [string, string, string], rows: readonly string[][], linesMax = 4): PdfBlock => ({
  kind: 'table',
  columns: [
    { name: names[0], width: 2 },
    { name: names[1], width: 3, linesMax },
    { name: names[2], width: 2, align: 'end' },
  ],
  rows,
});

describe('documents', () => {
  test('one page in Chinese, row by row', async () => {
    const pdf = await written(zh, [
      {
        kind: 'lines',
        lines: [
          { label: '合作伙伴', value: '启明云科技有限公司' },
          { label: '时区', value: 'Asia/Shanghai' },
        ],
      },
      tableOf(
        ['时间', '类型', '金额'],
        [
          ['2026-11-22 15:04:05', '充值', '1,234.50'],
          ['2026-11-23 00:00:00', '拨款', '-34.50'],
        ],
      ),
      { kind: 'lines', lines: [{ label: '合计', value: '壹仟贰佰元整' }] },
    ]);
    expect(await pdfTexts(pdf)).toEqual([
      [
        '收支明细',
        '合作伙伴 启明云科技有限公司',
        '时区 Asia/Shanghai',
        '时间 类型 金额',
        '2026-11-22 15:04:05 充值 1,234.50',
        '2026-11-23 00:00:00 拨款 -34.50',
        '合计 壹仟贰佰元整',
        '第 1 页，共 1 页',
      ],
    ]);
  });

  test('says in which language it is and what it is called', async () => {
    const { info } = await readPdf(await written(en, []));
    expect(info).toMatchObject({ Language: 'en', Title: 'Statement', Author: 'Partner Center' });
    expect(info['CreationDate']).toBe('D:20261122070405Z');
  });

  test.each([
    [zh, ['时间', '类型', '金额'], (page: number) => `第 ${page} 页，共 40 页`, '充值'],
    [en, ['Time', 'Type', 'Amount'], (page: number) => `Page ${page} of 40`, 'Recharge'],
  ] as const)(
    'forty pages in $language: every row once and in order, the head on each page',
    async (about, names, foot, type) => {
      const rows = Array.from({ length: 1_780 }, (_, index) => [`row ${index}`, type, `${index}.00`]);
      const { pages } = await readPdf(await written(about, [tableOf(names, rows)]));
      expect(pages).toHaveLength(40);
      for (const [index, page] of pages.entries()) {
        const texts = page.map(({ text }) => text);
        expect(texts[index === 0 ? 1 : 0]).toBe(names.join(' '));
        expect(texts.at(-1)).toBe(foot(index + 1));
      }
      const lines = pages.flatMap((page) => page.filter(({ text }) => text.startsWith('row ')));
      expect(lines.map(({ text }) => text)).toEqual(rows.map((cells) => cells.join(' ')));
      const ends = lines.map(({ parts }) => parts.at(-1)?.end ?? 0);
      expect(Math.max(...ends) - Math.min(...ends)).toBeLessThan(0.5);
    },
  );

  test('what is too long for a cell goes on below, and past the limit ends in an ellipsis', async () => {
    const long = '上海某某信息科技股份有限公司浦东分公司'.repeat(4);
    const [wrapped = []] = await pdfTexts(
      await written(zh, [
        tableOf(
          ['时间', '说明', '金额'],
          [
            ['', long, '1.00'],
            ['', 'next', '2.00'],
          ],
          20,
        ),
      ]),
    );
    const from = wrapped.indexOf('时间 说明 金额') + 1;
    const cell = wrapped.slice(from, -2).map((text) => text.replace(' 1.00', ''));
    expect(cell.length).toBeGreaterThan(1);
    expect(cell.join('')).toBe(long);
    const [cut = []] = await pdfTexts(await written(zh, [tableOf(['时间', '说明', '金额'], [['', long, '1.00']], 2)]));
    expect(cut.at(-2)).toMatch(/…$/);
    expect(long.startsWith(`${cut.at(-3)?.replace(' 1.00', '')}${cut.at(-2)?.slice(0, -1)}`)).toBe(true);
  });

  test('text outside of tables is whole, however long', async () => {
    const text = Array.from({ length: 3_000 }, (_, index) => `word${index}`).join(' ');
    const pages = await pdfTexts(await written(en, [{ kind: 'text', text }]));
    expect(pages.length).toBeGreaterThan(2);
    expect(pages.flatMap((rows, index) => rows.slice(index === 0 ? 1 : 0, -1)).join(' ')).toBe(text);
  });

  test('a character that the font lacks is named, control characters are left out', async () => {
    const [rows] = await pdfTexts(await written(zh, [{ kind: 'text', text: '喆堃臺䶮\u202e\u0000A' }]));
    expect(rows).toContain('喆堃臺[U+4DAE]A');
  });

  test('rows are asked for while pages are given away', async () => {
    let [asked, most] = [0, 0];
    async function* rows() {
      for (; asked < 2_000; asked += 1) yield ['a', 'b', `${asked}`];
    }
    const table: PdfBlock = { kind: 'table', columns: [{ name: 'A', width: 1 }], rows: rows() };
    let before = 0;
    for await (const piece of writePdf({ ...en, blocks: [table] })) {
      expect(piece.length).toBeGreaterThan(0);
      most = Math.max(most, asked - before);
      before = asked;
    }
    expect(asked).toBe(2_000);
    expect(most).toBeLessThan(60);
  });
});
