import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { itemsOf, kindOf, refusalOf } from '@/tests/bank-file-writers';

const sample = readFileSync('tests/bank-files/mt940-swift.sta', 'utf8');
const mt940 = kindOf('mt940');
const changed = (from: string, to: string) => {
  expect(sample).toContain(from);
  return Buffer.from(sample.replace(from, to));
};

it('a message of two pages is read, with both forms of field 86, reversals and what is wrapped', async () => {
  expect(await itemsOf(mt940, Buffer.from(sample))).toMatchObject([
    { head: { accountNumber: '6214830000000001', currency: 'CNY', reference: '20260105-1', openingMinor: 100_000n } },
    {
      line: {
        line: 6,
        bankReference: 'REF0001',
        direction: 'credit',
        amountMinor: 5_000_000n,
        bookedOn: '2026-01-05',
        payerName: 'Qiming Cloud Technology',
        payerAccount: '110022334455',
        remittanceText: 'Invoice 2026-17 settled',
        endToEndId: 'E2E-77',
      },
    },
    // The value date is of the old year, the day of booking of the new one.
    {
      line: {
        direction: 'credit',
        amountMinor: 1_250n,
        valueOn: '2025-12-31',
        bookedOn: '2026-01-02',
        remittanceText: 'wrongly charged fee',
        endToEndId: 'REVERSAL',
        isReversal: true,
      },
    },
    {
      line: {
        direction: 'debit',
        amountMinor: 10_000n,
        payerName: 'Alpha, Ltd',
        payerAccount: '7788',
        remittanceText: 'order 12',
        endToEndId: 'E2E-78',
        isReversal: true,
      },
    },
    { closingMinor: 5_091_250n },
    { head: { openingMinor: 5_091_250n } },
    {
      line: {
        line: 23,
        amountMinor: 100n,
        bankReference: null,
        bookedOn: '2026-01-06',
        remittanceText: 'interest - and more',
      },
    },
    { kind: 'end', closingMinor: 5_091_350n, fromOn: '2026-01-05', toOn: '2026-01-06' },
  ]);
});

it('a plain message without an envelope is read, behind lines of the bank and with Windows line ends', async () => {
  const plain = `BANK\n940\n:20:X\n:25:A-12 34\n:28:1\n:13D:2601051200+0800\n:60F:D260105USD0,5\n:61:260105C0,50NMSCN\n:62F:C260105USD0,\n-XXX\n`;
  expect(await itemsOf(mt940, Buffer.from(plain.replaceAll('\n', '\r\n')))).toMatchObject([
    { head: { accountNumber: 'A1234', currency: 'USD', openingMinor: -50n } },
    { line: { amountMinor: 50n } },
    { closingMinor: 0n },
  ]);
});

it.each([
  [
    'a closing balance that is another',
    ':62F:C260106CNY50913,50',
    ':62F:C260106CNY50913,51',
    { code: 'sums_do_not_add_up', line: 27, detail: { computed: '50913.50', stated: '50913.51' } },
  ],
  ['a point in place of the comma', 'C50000,N', 'C50000.00N', { code: 'cell_not_readable', line: 6 }],
  ['three decimals', 'RC100,00', 'RC100,005', { code: 'amount_not_readable', line: 11 }],
  ['a mark that is none', '0105RC100', '0105X100', { code: 'cell_not_readable', line: 11 }],
  ['a day there is not', ':61:260106', ':61:260230', { code: 'date_not_readable', line: 23 }],
  [
    'a closing balance in another currency',
    ':62M:C260105CNY',
    ':62M:C260105USD',
    { code: 'currency_differs', line: 16 },
  ],
  ['a transaction before the opening balance', ':60F:C260105CNY1000,\n', '', { code: 'balance_missing', line: 5 }],
  ['no closing balance', ':62M:C260105CNY50912,5\n', '', { code: 'broken_off', line: 16 }],
  [
    'an envelope that does not end',
    ':86:end of statement\n-}\n',
    ':86:end of statement\n',
    { code: 'broken_off', line: 29 },
  ],
  ['no account', ':25:6214830000000001CNY\n', '', { code: 'unknown_account', line: 2 }],
  [
    'text that is no field',
    '{1:F01BANKCNBJAXXX0000000000}{2:I940CUSTCNBJXXXXN}{4:',
    ':19:a field of another message',
    { code: 'not_this_format', line: 1 },
  ],
])('[F4] a message is refused for %s', async (_what, from, to, refusal) => {
  expect(await refusalOf(mt940, changed(from, to))).toMatchObject(refusal);
});
