import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { camtFile, itemsOf, kindOf, refusalOf, type TestStatement } from '@/tests/bank-file-writers';
import { readBankFile } from '../read-bank-file';

const everyKind = ['camt053', 'camt054', 'mt940', 'cn-style-a', 'cn-style-b'] as const;
const codeOf = async (format: string, bytes: Uint8Array) => (await refusalOf(kindOf(format), bytes)).code;
const statement: TestStatement = {
  account: 'A12345',
  opening: 0n,
  lines: [
    { reference: 'R1', direction: 'credit', amount: 1n, day: '2026-01-05', name: 'N', payerAccount: '1', text: 'T' },
  ],
};
const camt = camtFile([statement]).toString();
const camtWith = (text: string) =>
  Buffer.from(
    Buffer.from(camtFile([statement]))
      .toString()
      .replace('<Ustrd>T<', `<Ustrd>${text}<`),
  );
const headless = Buffer.from(camtFile([statement]))
  .toString()
  .replace(/^<\?xml.*\n/, '');

/** Reads what never ends, or is very long, made while it is read; says how it ended and what it took. */
async function readMade(format: string, piece: () => Uint8Array, count: number) {
  async function* made() {
    for (let sent = 0; sent < count; sent += 1) yield piece();
  }
  const before = process.memoryUsage().rss;
  let most = 0;
  try {
    for await (const _item of readBankFile(kindOf(format), made())) most = Math.max(most, process.memoryUsage().rss);
    return { end: 'read', grown: most - before };
  } catch (error) {
    return {
      end: error instanceof Error && 'code' in error ? error.code : error,
      grown: Math.max(most, process.memoryUsage().rss) - before,
    };
  }
}

describe('[F8] what is no bank file', () => {
  it.each([
    ['a workbook', Buffer.concat([Buffer.from('PK\x03\x04'), randomBytes(2_000)])],
    ['a packed file', gzipSync(Buffer.from(camtFile([statement])))],
    ['a picture', Buffer.concat([Buffer.from('\x89PNG\r\n\x1A\n', 'latin1'), randomBytes(2_000)])],
    ['a document', Buffer.from(`%PDF-1.7\n${camt}`)],
    ['a page', Buffer.from(`<!DOCTYPE html>\n<html><body>${camt}</body></html>`)],
    ['a page with blanks before it', Buffer.from('\n\n  <HTML><p>x')],
    ['noise', randomBytes(5_000)],
    ['nothing', Buffer.alloc(0)],
    ['blanks', Buffer.from(' \n \n')],
    ['one byte', Buffer.from('x')],
  ])('%s is refused as every format', async (_what, bytes) => {
    for (const format of everyKind)
      expect(await codeOf(format, bytes)).toMatch(
        /^(not_this_format|empty|wrong_encoding|broken_off|line_too_long|column_missing)$/,
      );
  });
});

describe('[F7] limits', { timeout: 120_000 }, () => {
  const megabyte = Buffer.alloc(1_000_000, 'x');
  it.each(everyKind)('%s: no more is read than a file may hold, however much comes', async (format) => {
    const lines = Buffer.from(`${'x'.repeat(99)}\n`.repeat(10_000));
    for (const piece of [
      megabyte,
      lines,
      Buffer.alloc(1_000_000, '\n'),
      Buffer.alloc(1_000_000, ' '),
      Buffer.alloc(1_000_000, '<a>'),
    ]) {
      const { end, grown } = await readMade(format, () => piece, 1_000);
      expect(end).toMatch(
        /^(too_large|line_too_long|not_this_format|too_many_lines|nested_too_deep|column_missing|broken_off)$/,
      );
      expect(grown / 1_000_000).toBeLessThan(150);
    }
  });

  it('200 MB inside a message are too large, in memory that stays', async () => {
    const [start, end] = [
      Buffer.from(camtFile([statement]))
        .toString()
        .split('</BkToCstmrStmt>')[0] ?? '',
      '',
    ];
    let isFirst = true;
    const piece = Buffer.from(`<X>${'y'.repeat(3_900)}</X>`.repeat(16));
    const outcome = await readMade(
      'camt053',
      () => {
        if (!isFirst) return piece;
        isFirst = false;
        return Buffer.from(start + end);
      },
      3_200,
    );
    expect(outcome.end).toBe('too_large');
    expect(outcome.grown / 1_000_000).toBeLessThan(150);
  });

  it('100,001 lines are too many, 10,000 columns and quotes that never close too long', async () => {
    const names = '本方账号,记账日期,起息日期,流水号,贷方发生额,借方发生额,余额,对方名称,对方账号,虚拟账号,附言\n';
    const row = 'A12345,2026-01-05,,,1.00,,1.00,P,1,,\n';
    expect(await codeOf('cn-style-b', Buffer.from(names + '\n'.repeat(1_000_000)))).toBe('too_many_lines');
    expect(await codeOf('cn-style-b', Buffer.from(names + ','.repeat(10_000)))).toBe('line_too_long');
    expect(await codeOf('cn-style-b', Buffer.from(`${names}"${row.repeat(1_000)}`))).toBe('line_too_long');
    expect(await codeOf('cn-style-b', Buffer.from(`${names}"${row}`))).toBe('broken_off');
    const many = `:20:X\n:25:A12345\n:28C:1\n:60F:C260105CNY0,\n${':61:260105C1,NTRFX\n'.repeat(100_001)}:62F:C260105CNY100001,\n`;
    expect(await codeOf('mt940', Buffer.from(many))).toBe('too_many_lines');
    const batch = `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.02"><BkToCstmrDbtCdtNtfctn><Ntfctn><Ntry><NtryDtls>${'<TxDtls/>'.repeat(100_001)}`;
    expect(await codeOf('camt054', Buffer.from(batch))).toBe('too_many_lines');
  });
});

describe('[F8] XML that does something', () => {
  it('defines entities, asks for files or uses what is not defined: refused before anything is opened', async () => {
    const bomb = `<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "${'&a;'.repeat(1_000)}">]>${headless}`;
    expect(await codeOf('camt053', Buffer.from(bomb))).toBe('entities_not_allowed');
    expect(await codeOf('camt053', Buffer.from(`<!DOCTYPE x SYSTEM "file:///etc/passwd">${headless}`))).toBe(
      'entities_not_allowed',
    );
    expect(await codeOf('camt053', Buffer.from(`<!DOCTYPE x>${headless}`))).toBe('entities_not_allowed');
    expect(await codeOf('camt053', camtWith('&lol;'))).toBe('entities_not_allowed');
  });

  it('may name characters, and nothing that no text holds', async () => {
    const read = await itemsOf(kindOf('camt053'), camtWith('&amp;&lt;&#x542F;<![CDATA[<&]]>'));
    expect(read).toContainEqual(
      expect.objectContaining({ line: expect.objectContaining({ remittanceText: '&<启<&' }) }),
    );
    for (const text of ['&#0;', '&#x1;', '&#xD800;', '\0', '\x01'])
      expect(await codeOf('camt053', camtWith(text))).toBe('not_this_format');
  });

  it.each([
    ['behind the last element', `${camt.trimEnd()}!\n\x01\n!`, camt.trimEnd().split('\n').length],
    ['before the first', `<?xml version="1.0"?>\n!\n\x01${headless}`, 2],
  ])('has text %s: refused with the line it begins in, however the file is cut', async (_where, text, line) => {
    for (const size of [1, 2, 3, 7, 1_000_000]) {
      const refusal = await refusalOf(kindOf('camt053'), Buffer.from(text), size);
      expect(refusal).toMatchObject({ code: 'not_this_format', line });
    }
  });

  it('is nested, or repeats what a statement has once', async () => {
    expect(await codeOf('camt053', camtWith('<a>'.repeat(50)))).toBe('nested_too_deep');
    const balances = headless.replace('<Ntry>', `${'<Bal></Bal>'.repeat(200)}<Ntry>`);
    expect(await codeOf('camt053', Buffer.from(balances))).toMatch(/too_many_lines|amount_not_readable/);
    const read = await itemsOf(
      kindOf('camt053'),
      Buffer.from(headless.replace('<BookgDt>', '<X xmlns:a="b" a:c="d"/><BookgDt>')),
    );
    expect(read).toHaveLength(3);
  });
});
