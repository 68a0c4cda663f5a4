import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { camtFile, itemsOf, kindOf, refusalOf, type TestStatement } from '@/tests/bank-file-writers';

const sample = (name: string) => readFileSync(`tests/bank-files/${name}`);
const v2 = sample('camt053-v2.xml').toString();
const changed = (from: string, to: string) => {
  expect(v2).toContain(from);
  return Buffer.from(v2.replace(from, to));
};
const camt053 = kindOf('camt053');

describe('a statement of version 2', () => {
  it('is read with its parties, references, batch and reversal', async () => {
    const items = await itemsOf(camt053, sample('camt053-v2.xml'));
    expect(items[0]).toEqual({
      kind: 'statement',
      head: {
        accountNumber: '6214830000000001',
        currency: 'CNY',
        reference: 'STMT-20260105-1',
        openingMinor: 100_000n,
      },
    });
    expect(items.at(-1)).toMatchObject({
      kind: 'end',
      closingMinor: 5_140_050n,
      fromOn: '2026-01-05',
      toOn: '2026-01-05',
    });
    expect(items.flatMap((item) => (item.kind === 'line' ? [item.line] : []))).toMatchObject([
      {
        line: 23,
        bankReference: '20260105A000001',
        direction: 'credit',
        amountMinor: 5_000_000n,
        bookedOn: '2026-01-05',
        payerName: '启明云科技有限公司',
        payerAccount: '1100223344556677',
        virtualNumber: '621483000000012384',
        remittanceText: '云服务充值 一月 & 二月 启明集团',
        endToEndId: 'E2E-0001',
      },
      {
        bankReference: '20260105A000002/1',
        amountMinor: 15_000n,
        payerName: 'Alpha Ltd',
        remittanceText: 'RF18539007547034',
        endToEndId: null,
      },
      { bankReference: '20260105A000002/2', amountMinor: 25_000n, payerName: 'Beta Ltd' },
      { bankReference: null, direction: 'debit', amountMinor: 9_950n, remittanceText: 'Account fee' },
      {
        ...{ bankReference: '20260105A000003', direction: 'credit', amountMinor: 10_000n, isReversal: true },
        // The parties of a reversal are those of what it reverses.
        payerName: 'Gamma Ltd',
      },
    ]);
  });

  it('says of a credit that was taken back what it was, by every reference', async () => {
    const debit = changed('<CdtDbtInd>CRDT</CdtDbtInd><RvslInd>true', '<CdtDbtInd>DBIT</CdtDbtInd><RvslInd>true')
      .toString()
      .replace('>51400.50<', '>51200.50<')
      .replace(/<TxsSummry>.*<\/TxsSummry>/s, '')
      .replace(
        '<TxDtls><RltdPties><Cdtr><Nm>Gamma Ltd</Nm></Cdtr></RltdPties>',
        '<TxDtls><Refs><InstrId>I-1</InstrId><EndToEndId>E-1</EndToEndId><TxId>T-1</TxId></Refs><RltdPties><Dbtr><Nm>Gamma Ltd</Nm></Dbtr></RltdPties>',
      );
    const lines = (await itemsOf(camt053, Buffer.from(debit))).flatMap((item) =>
      item.kind === 'line' ? [item.line] : [],
    );
    expect(lines.at(-1)).toMatchObject({
      ...{ bankReference: '20260105A000003', direction: 'debit', isReversal: true, endToEndId: 'E-1' },
      ...{ payerName: 'Gamma Ltd', virtualNumber: null, otherReferences: ['I-1', 'T-1'] },
    });
    expect(lines.slice(0, -1).map(({ isReversal }) => isReversal)).toEqual([false, false, false, false]);
  });

  it('refuses a word for a reversal that is neither yes nor no', async () => {
    const file = changed('<RvslInd>true', '<RvslInd>maybe');
    expect(await refusalOf(camt053, file)).toMatchObject({
      code: 'cell_not_readable',
      detail: { column: 'RvslInd', value: 'maybe' },
    });
  });

  it.each([
    [
      'a closing balance that is not what the entries come to',
      '51400.50',
      '51400.51',
      {
        code: 'sums_do_not_add_up',
        line: 12,
        detail: { what: 'closing', computed: '51400.50', stated: '51400.51', currency: 'CNY' },
      },
    ],
    [
      'a batch whose transactions are not its amount',
      '250.00',
      '250.01',
      { code: 'sums_do_not_add_up', line: 34, detail: { what: 'batch', computed: '400.01', stated: '400.00' } },
    ],
    [
      'a number of entries that was not counted',
      '<NbOfNtries>4',
      '<NbOfNtries>5',
      { code: 'sums_do_not_add_up', line: 5, detail: { what: 'count', computed: '4', stated: '5' } },
    ],
    [
      'a sum of entries that is another',
      '<Sum>50500.00',
      '<Sum>50500.01',
      { code: 'sums_do_not_add_up', line: 5, detail: { what: 'summary' } },
    ],
    ['no closing balance', 'CLBD', 'CLAV', { code: 'balance_missing', line: 5 }],
    [
      'an entry in another currency',
      '<Amt Ccy="CNY">99.50',
      '<Amt Ccy="USD">99.50',
      { code: 'currency_differs', line: 53 },
    ],
    ['an amount with three decimals', '"CNY">99.50<', '"CNY">99.505<', { code: 'amount_not_readable', line: 53 }],
    ['an amount below zero', '"CNY">99.50<', '"CNY">-99.50<', { code: 'amount_not_readable', line: 53 }],
    ['a day there is not', '<BookgDt><Dt>2026-01-05', '<BookgDt><Dt>2026-02-30', { code: 'date_not_readable' }],
    ['a side that is none', '<CdtDbtInd>DBIT', '<CdtDbtInd>DEBIT', { code: 'cell_not_readable', line: 53 }],
    [
      'no account',
      '<Acct><Id><Othr><Id>6214830000000001</Id></Othr></Id>',
      '<Acct>',
      { code: 'unknown_account', line: 5 },
    ],
    ['another message', 'camt.053.001.02', 'pain.001.001.03', { code: 'not_this_format', line: 2 }],
    ['a version that is not known', 'camt.053.001.02', 'camt.053.001.13', { code: 'not_this_format', line: 2 }],
    ['an element closed by another', '</NtryRef>', '</Ref>', { code: 'not_this_format', line: 19 }],
    [
      'another encoding in its first line',
      'encoding="UTF-8"',
      'encoding="GB18030"',
      { code: 'wrong_encoding', line: 1 },
    ],
    ['a text longer than a line may be', 'Account fee', 'x'.repeat(4_001), { code: 'line_too_long', line: 56 }],
    [
      'a reference too long to be kept whole',
      '20260105A000003',
      'R'.repeat(65),
      { code: 'cell_not_readable', line: 62 },
    ],
  ])('[F4] is refused for %s', async (_what, from, to, refusal) => {
    expect(await refusalOf(camt053, changed(from, to))).toMatchObject(refusal);
  });

  it('has each transaction only when all of a batch have amounts; else the batch is one line', async () => {
    const bare = v2.replace('<AmtDtls><TxAmt><Amt Ccy="CNY">150.00</Amt></TxAmt></AmtDtls>', '');
    expect(await refusalOf(camt053, Buffer.from(bare))).toMatchObject({ code: 'amount_not_readable', line: 41 });
    const none = bare.replace('<AmtDtls><TxAmt><Amt Ccy="CNY">250.00</Amt></TxAmt></AmtDtls>', '');
    const lines = (await itemsOf(camt053, Buffer.from(none))).filter((item) => item.kind === 'line');
    expect(lines.map(({ line }) => line)).toContainEqual(
      expect.objectContaining({ bankReference: '20260105A000002', amountMinor: 40_000n, payerName: null }),
    );
  });

  it('begins at the closing balance before it where it has no opening one', async () => {
    expect((await itemsOf(camt053, changed('OPBD', 'PRCD')))[0]).toMatchObject({ head: { openingMinor: 100_000n } });
  });

  it('may be overdrawn', async () => {
    const statement: TestStatement = { account: 'A1234', opening: -500n, lines: [] };
    expect(await itemsOf(camt053, camtFile([statement, { ...statement, opening: 700n }]))).toMatchObject([
      { head: { openingMinor: -500n } },
      { closingMinor: -500n },
      { head: { openingMinor: 700n } },
      { closingMinor: 700n },
    ]);
  });
});

it('a notification is read inside an envelope, with prefixes, and without balances', async () => {
  const items = await itemsOf(kindOf('camt054'), sample('camt054-v8.xml'));
  expect(items).toMatchObject([
    { kind: 'statement', head: { accountNumber: 'DE89370400440532013000', currency: 'EUR', openingMinor: null } },
    {
      kind: 'line',
      line: {
        bankReference: 'SVC-1-A',
        direction: 'credit',
        amountMinor: 8_050n,
        payerName: 'Only Ultimate',
        bookedOn: '2026-02-01',
      },
    },
    { kind: 'line', line: { bankReference: 'SVC-1-B', direction: 'debit', amountMinor: 500n, payerName: 'Collector' } },
    { kind: 'end', closingMinor: null },
    { kind: 'statement', head: { accountNumber: '99100', currency: 'JPY' } },
    { kind: 'line', line: { amountMinor: 1_500n, currency: 'JPY', bookedOn: '2026-02-01' } },
    { kind: 'end' },
  ]);
});

it.each([2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])('version %d of both messages is read', async (version) => {
  const line = {
    reference: 'R1',
    direction: 'credit',
    amount: 1n,
    day: '2026-01-05',
    name: 'N',
    payerAccount: '1',
    text: 'T',
  } as const;
  for (const kind of ['camt053', 'camt054'] as const) {
    const items = await itemsOf(
      kindOf(kind),
      camtFile([{ account: 'A1234', opening: 0n, lines: [line] }], { kind, version }),
    );
    expect(items[1]).toMatchObject({ line: { payerName: 'N', payerAccount: '1', amountMinor: 1n } });
  }
});
