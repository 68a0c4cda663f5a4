import { describe, expect, it } from 'vitest';
import type { CsvProfile } from '@/db/schema/reconciliation';
import { itemsOf, refusalOf } from '@/tests/bank-file-writers';
import { gb18030 } from '@/tests/gb18030';

const plain: CsvProfile = {
  encoding: 'utf-8',
  delimiter: ',',
  headerLine: 1,
  columns: { bookedOn: 'Day', amount: 'Amount', payerName: 'Payer', bankReference: 'Ref' },
  dateFormat: 'YYYY-MM-DD',
  amountFormat: '1,234.56',
  accountNumber: 'A12345',
};
const kind = (profile: CsvProfile) => ({ format: 'csv' as const, profile });
const linesOf = async (profile: CsvProfile, bytes: Uint8Array) =>
  (await itemsOf(kind(profile), bytes)).flatMap((item) => (item.kind === 'line' ? [item.line] : []));

describe('[F3] encodings', () => {
  const rows = 'Day,Amount,Payer,Ref\n2026-01-05,1.00,P,R0\n2026-01-05,1.00,启明云科技,R1\n';
  const encoded = {
    'utf-8': Buffer.from(rows),
    bom: Buffer.from(`\uFEFF${rows}`),
    gb18030: gb18030(rows),
    'utf-16le': Buffer.from(`\uFEFF${rows}`, 'utf16le'),
  };
  const inEncoding = (encoding: CsvProfile['encoding']) => ({ ...plain, encoding });

  it('of the profile give names as they are', async () => {
    for (const [encoding, bytes] of [
      ['utf-8', encoded['utf-8']],
      ['utf-8', encoded.bom],
      ['gb18030', encoded.gb18030],
      ['utf-16le', encoded['utf-16le']],
    ] as const)
      expect((await linesOf(inEncoding(encoding), bytes))[1]?.payerName).toBe('启明云科技');
    expect(await linesOf(inEncoding('utf-16le'), Buffer.from(rows.replaceAll('\n', '\r\n'), 'utf16le'))).toHaveLength(
      2,
    );
  });

  it('other than that of the profile refuse the file with the line', async () => {
    expect(await refusalOf(kind(inEncoding('utf-8')), encoded.gb18030)).toMatchObject({
      code: 'wrong_encoding',
      line: 3,
    });
    expect((await refusalOf(kind(inEncoding('utf-8')), encoded['utf-16le'])).code).toMatch(
      /wrong_encoding|not_this_format/,
    );
    expect((await refusalOf(kind(inEncoding('utf-16le')), encoded['utf-8'])).code).toMatch(
      /wrong_encoding|not_this_format|broken_off|column_missing/,
    );
    // Nine bytes of UTF-8 are no whole number of pairs in GB18030, so that one of them is none.
    expect((await refusalOf(kind(inEncoding('gb18030')), Buffer.from(rows.replace('启明云科技', '启明云')))).code).toBe(
      'wrong_encoding',
    );
  });

  it('with half a character, or two mixed, refuse the file with the line; so does what another program has lost', async () => {
    const half = Buffer.concat([encoded['utf-8'].subarray(0, rows.indexOf('启') + 2), Buffer.from('\n')]);
    expect(await refusalOf(kind(plain), half)).toMatchObject({ code: 'wrong_encoding', line: 3 });
    expect(
      await refusalOf(kind(plain), Buffer.concat([encoded['utf-8'], gb18030('2026-01-05,1.00,启明,R2\n')])),
    ).toMatchObject({ code: 'wrong_encoding', line: 4 });
    expect(await refusalOf(kind(plain), Buffer.from(rows.replace('启', '\uFFFD')))).toMatchObject({
      code: 'wrong_encoding',
      line: 3,
    });
  });
});
