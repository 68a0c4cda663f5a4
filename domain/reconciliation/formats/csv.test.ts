import { describe, expect, it } from 'vitest';
import type { CsvProfile } from '@/db/schema/reconciliation';
import { csvFile, itemsOf, refusalOf } from '@/tests/bank-file-writers';
import { gb18030 } from '@/tests/gb18030';
import { builtInProfiles } from './csv-profiles';

const plain: CsvProfile = {
  encoding: 'utf-8',
  delimiter: ',',
  headerLine: 1,
  columns: { bookedOn: 'Day', amount: 'Amount', payerName: 'Payer', bankReference: 'Ref' },
  dateFormat: 'YYYY-MM-DD',
  amountFormat: '1,234.56',
  accountNumber: 'A12345',
};
const sides: CsvProfile = {
  ...plain,
  columns: { bookedOn: 'Day', credit: 'In', debit: 'Out', balance: 'Balance' },
  amountFormat: '1234.56',
};
const marked: CsvProfile = {
  ...plain,
  columns: { ...plain.columns, direction: 'D/C' },
  creditWord: 'C',
  debitWord: 'D',
};
const kind = (profile: CsvProfile) => ({ format: 'csv' as const, profile });
const text = (...lines: string[]) => Buffer.from(`${lines.join('\n')}\n`);
const linesOf = async (profile: CsvProfile, bytes: Uint8Array) =>
  (await itemsOf(kind(profile), bytes)).flatMap((item) => (item.kind === 'line' ? [item.line] : []));

describe('[F4] amounts', () => {
  const amount = (value: string, profile: CsvProfile) =>
    linesOf(profile, text('Day,Amount,Payer,Ref', `2026-01-05,"${value}",P,R1`));
  const formats = { a: '1,234.56', b: '1.234,56', c: '1234.56' } as const;

  it.each([
    ['1,234.56', formats.a, 123_456n],
    ['-1,234.56', formats.a, -123_456n],
    ['1,234,567.00', formats.a, 123_456_700n],
    ['0.01', formats.a, 1n],
    ['1.234,56', formats.b, 123_456n],
    ['0,50', formats.b, 50n],
    ['1234.56', formats.c, 123_456n],
  ] as const)('%s is read where amounts are written %s', async (value, amountFormat, minor) => {
    const [line] = await amount(value, { ...plain, amountFormat });
    expect([line?.direction, line?.amountMinor]).toEqual([
      minor < 0n ? 'debit' : 'credit',
      minor < 0n ? -minor : minor,
    ]);
  });

  it.each([
    ...[
      '(100.00)',
      '100.00-',
      '1234.567',
      '1,234.5',
      '1,234',
      '12,34.00',
      '1234.56',
      '1.234,56',
      '',
      ' ',
      '+1.00',
      '¥1.00',
      '1e3',
      '１.00',
      '−1.00',
      '--1.00',
      '1 234.56',
      'NaN',
      '9999999999999999.00',
    ].map((value) => [value, formats.a] as const),
    ...['1,234.56', '1234,56', '1.23,45', '100', '1.234.56'].map((value) => [value, formats.b] as const),
    ...['1,234.56', '1234,56', '.50', '1234.', '01234.5'].map((value) => [value, formats.c] as const),
  ])('"%s" is refused with its line where amounts are written %s', async (value, amountFormat) => {
    const bytes = text(
      'Day,Amount,Payer,Ref',
      '2026-01-04,1.00,P,R0'.replace('1.00', amountFormat === '1.234,56' ? '"1,00"' : '1.00'),
      `2026-01-05,"${value}",P,R1`,
    );
    expect(await refusalOf(kind({ ...plain, amountFormat }), bytes)).toMatchObject({
      code: 'amount_not_readable',
      line: 3,
      detail: { column: 'Amount' },
    });
  });

  it('have the decimals of their currency', async () => {
    const yen = { ...plain, currency: 'JPY' };
    expect(await linesOf(yen, text('Day,Amount,Payer,Ref', '2026-01-05,"1,500",P,R'))).toMatchObject([
      { amountMinor: 1_500n, currency: 'JPY' },
    ]);
    expect(await refusalOf(kind(yen), text('Day,Amount,Payer,Ref', '2026-01-05,1500.00,P,R'))).toMatchObject({
      code: 'amount_not_readable',
    });
  });

  it('take their direction from a column, with the words of the profile and no sign', async () => {
    const of = (...rows: string[]) => text('Day,D/C,Amount,Payer,Ref', ...rows);
    expect(await linesOf(marked, of('2026-01-05,C,1.00,P,R1', '2026-01-05,D,2.00,P,R2'))).toMatchObject([
      { direction: 'credit', amountMinor: 100n },
      { direction: 'debit', amountMinor: 200n },
    ]);
    expect(await refusalOf(kind(marked), of('2026-01-05,c,1.00,P,R1'))).toMatchObject({
      code: 'cell_not_readable',
      line: 2,
    });
    expect(await refusalOf(kind(marked), of('2026-01-05,C,-1.00,P,R1'))).toMatchObject({
      code: 'amount_not_readable',
      line: 2,
    });
  });

  it('stand on one of two sides', async () => {
    const of = (...rows: string[]) => text('Day,In,Out,Balance', ...rows);
    expect(
      await linesOf(sides, of('2026-01-05,5.00,,5.00', '2026-01-05,0.00,2.00,3.00', '2026-01-05,0.00,0.00,3.00')),
    ).toMatchObject([
      { direction: 'credit', amountMinor: 500n },
      { direction: 'debit', amountMinor: 200n },
    ]);
    for (const row of ['2026-01-05,,,5.00', '2026-01-05,1.00,2.00,5.00', '2026-01-05,-1.00,,5.00'])
      expect(await refusalOf(kind(sides), of(row))).toMatchObject({ code: 'amount_not_readable', line: 2 });
  });
});

describe('[F4] balances', () => {
  const of = (...rows: string[]) => text('Day,In,Out,Balance', ...rows);
  const forward = ['2026-01-05,5.00,,105.00', '2026-01-06,,2.00,103.00', '2026-01-07,1.00,,104.00'];

  it('behind each line agree with the lines, the oldest first or the newest', async () => {
    expect(await linesOf(sides, of(...forward))).toHaveLength(3);
    expect(await linesOf(sides, of(...forward.toReversed()))).toHaveLength(3);
  });

  it('that do not agree refuse the file with line and both sums', async () => {
    const wrong = [forward[0] ?? '', forward[1] ?? '', '2026-01-07,1.00,,104.01'];
    expect(await refusalOf(kind(sides), of(...wrong))).toEqual({
      code: 'sums_do_not_add_up',
      line: 4,
      detail: { what: 'balance', computed: '104.00', stated: '104.01', currency: 'CNY' },
    });
  });

  it('under their labels are the first thing of the file, and the total line of it', async () => {
    const profile = { ...plain, headerLine: 3, openingLabel: 'Opening', closingLabel: 'Closing' };
    const file = (closing: string) =>
      text('Bank,A12345', 'Opening:,10.00', 'Day,Amount,Payer,Ref', '2026-01-05,5.00,P,R1', `Closing,${closing},,`);
    const items = await itemsOf(kind(profile), file('15.00'));
    expect(items).toMatchObject([
      { head: { openingMinor: 1_000n } },
      {},
      { closingMinor: 1_500n, fromOn: '2026-01-05', toOn: '2026-01-05' },
    ]);
    expect(await refusalOf(kind(profile), file('15.01'))).toMatchObject({
      code: 'sums_do_not_add_up',
      line: 5,
      detail: { computed: '15.00', stated: '15.01' },
    });
    expect(
      await refusalOf(kind(profile), text('Bank', 'Opening:,10.00', 'Day,Amount,Payer,Ref', '2026-01-05,5.00,P,R1')),
    ).toMatchObject({ code: 'balance_missing' });
    expect(
      await refusalOf(kind(profile), text('Bank', '', 'Day,Amount,Payer,Ref', '2026-01-05,5.00,P,R1', 'Closing,5.00')),
    ).toMatchObject({ code: 'balance_missing', line: 4 });
    expect(
      await refusalOf(
        kind(profile),
        text('Bank', 'Opening:,10.00', 'Day,Amount,Payer,Ref', 'Closing,10.00', '2026-01-05,5.00,P,R1'),
      ),
    ).toMatchObject({ code: 'cell_not_readable', line: 5 });
    expect(
      await refusalOf(kind(plain), text('Day,Amount,Payer,Ref', '2026-01-05,5.00,P,R1', 'Total,5.00,,')),
    ).toMatchObject({ code: 'date_not_readable', line: 3 });
  });
});

describe('a table', () => {
  it('has the columns of the profile, once each, and as many cells in each line', async () => {
    expect(await refusalOf(kind(plain), text('Day,Amount,Payer', '2026-01-05,1.00,P'))).toMatchObject({
      code: 'column_missing',
      line: 1,
      detail: { column: 'Ref' },
    });
    expect(await refusalOf(kind(plain), text('Day,Amount,Amount,Payer,Ref', 'x'))).toMatchObject({
      code: 'column_missing',
      line: 1,
      detail: { column: 'Amount' },
    });
    expect(await refusalOf(kind(plain), text('Day,Amount,Payer,Ref', '2026-01-05,1.00,P'))).toMatchObject({
      code: 'column_missing',
      line: 2,
    });
    expect(await refusalOf(kind(plain), Buffer.from('Day,Amount,Payer,Ref\n2026-01-05,1.00,P'))).toMatchObject({
      code: 'broken_off',
      line: 2,
    });
  });

  it('counts its lines as an editor does, also behind breaks in cells and blank lines', async () => {
    const bytes = Buffer.from(
      'Day,Amount,Payer,Ref\r\n\r\n2026-01-05,1.00,"P\r\nQ",R1\r\n\r\n2026-01-05,1.00,P,R2\r\n2026-01-05,bad,P,R3\r\n',
    );
    expect(await refusalOf(kind(plain), bytes)).toMatchObject({ code: 'amount_not_readable', line: 7 });
    const [one, two] = await linesOf(plain, bytes.subarray(0, bytes.indexOf('2026-01-05,bad')));
    expect([one?.line, one?.payerName, two?.line]).toEqual([3, 'P Q', 6]);
  });

  it('[F10] keeps what a cell holds as text', async () => {
    const [line] = await linesOf(plain, text('Day,Amount,Payer,Ref', `2026-01-05,1.00,"=HYPERLINK(""x"")",@SUM`));
    expect(line).toMatchObject({ payerName: '=HYPERLINK("x")', bankReference: '@SUM' });
  });

  it('of several accounts is a statement for each, and says so of currencies it cannot mix', async () => {
    const profile = { ...plain, columns: { ...plain.columns, account: 'Acc', currency: 'Cur' } };
    const of = (...rows: string[]) => text('Acc,Day,Amount,Cur,Payer,Ref', ...rows);
    const items = await itemsOf(kind(profile), of('A1,2026-01-05,1.00,人民币,P,R1', 'A2,2026-01-05,1.00,美元,P,R2'));
    expect(items).toMatchObject([
      { head: { accountNumber: 'A1', currency: 'CNY' } },
      {},
      { kind: 'end' },
      { head: { accountNumber: 'A2', currency: 'USD' } },
      {},
      { kind: 'end' },
    ]);
    expect(
      await refusalOf(kind(profile), of('A1,2026-01-05,1.00,CNY,P,R1', 'A1,2026-01-05,1.00,USD,P,R2')),
    ).toMatchObject({ code: 'currency_differs', line: 3 });
    expect(await refusalOf(kind(profile), of('A1,2026-01-05,1.00,Gold,P,R1'))).toMatchObject({
      code: 'cell_not_readable',
      line: 2,
    });
  });

  it('is read in the third built-in style', async () => {
    const bytes = gb18030(
      '账户流水|2026年1月\n账户|交易日|凭证号|发生额|账户余额|付款人名称|付款人账号|用途\n6214|2026/01/06|V2|-50.00|1,050.00|税务|1|税\n6214|2026/01/05|V1|1,000.00|1,100.00|启明|2|充值\n',
    );
    expect(await linesOf(builtInProfiles['cn-style-c'], bytes)).toMatchObject([
      { direction: 'debit', amountMinor: 5_000n, bookedOn: '2026-01-06', bankReference: 'V2' },
      { direction: 'credit', amountMinor: 100_000n, payerName: '启明', payerAccount: '2', remittanceText: '充值' },
    ]);
  });

  it('of nothing but its names is empty, and with its balances it is a statement without lines', async () => {
    expect(await refusalOf(kind(plain), text('Day,Amount,Payer,Ref'))).toMatchObject({ code: 'empty' });
    expect(await refusalOf(kind({ ...plain, headerLine: 5 }), text('Day,Amount,Payer,Ref'))).toMatchObject({
      code: 'broken_off',
    });
    const statement = { account: '6214', opening: 500n, lines: [] };
    expect((await refusalOf(kind(builtInProfiles['cn-style-a']), csvFile(statement, 'cn-style-a'))).code).toBe('empty');
  });
});
