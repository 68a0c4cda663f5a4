import { describe, expect, it } from 'vitest';
import { camtFile, itemsOf, kindOf, mt940File, refusalOf, type TestStatement } from '@/tests/bank-file-writers';
import { gb18030 } from '@/tests/gb18030';

/** Every way in which banks and people write amounts. @source quality/acceptance.md F4 */
const forms = [
  ...['1,234.56', '-1,234.56', '+1,234.56', '1,234.56-', '(1,234.56)', '1,234.567', '1,234.5', '1,234', '1,23,4.56'],
  ...['1234.56', '-1234.56', '+1234.56', '1234.56-', '(1234.56)', '1234.567', '1234.5', '1234'],
  ...[
    '1.234,56',
    '-1.234,56',
    '1234,56',
    '-1234,56',
    '1 234.56',
    '1’234.56',
    '1\u00a0234.56',
    '١٢٣٤.٥٦',
    '１２３４.５６',
  ],
  ...[
    '',
    ' ',
    '-',
    '0',
    '.56',
    '1234.',
    'CNY 1234.56',
    '¥1234.56',
    '1234.56元',
    '1,234.56 CR',
    '1.23456E3',
    '0x4D2',
    'NaN',
  ],
  ...['1234.56\u202e', '99999999999999999999.00', '壹仟贰佰叁拾肆元伍角陆分'],
] as const;

const statement: TestStatement = {
  account: 'A12345',
  opening: 0n,
  lines: [
    {
      reference: 'R1',
      direction: 'credit',
      amount: 123_456n,
      day: '2026-01-05',
      name: 'N',
      payerAccount: '1',
      text: 'T',
    },
  ],
};
/** The file with another text where its amount stood; the last place of several, where balances stand before it. */
const inPlaceOf = (file: Uint8Array, amount: string, form: string): Uint8Array => {
  const text = Buffer.from(file).toString();
  const at = text.lastIndexOf(amount);
  if (at < 0) throw new Error('no amount');
  return Buffer.from(text.slice(0, at) + form + text.slice(at + amount.length));
};
const cell = (text: string) => `"${text.replaceAll('"', '""')}"`;

interface Way {
  readonly kind: string;
  /** In which line of the file the amount stands. */
  readonly line: number;
  readonly file: (form: string) => Uint8Array;
  /** What is read, by form, with a minus where it is a debit; everything else is refused. */
  readonly read: Readonly<Record<string, bigint>>;
}

const codes = /^(amount_not_readable|wrong_encoding|not_this_format|cell_not_readable|broken_off|sums_do_not_add_up)$/;

/** One profile of each kind that there is, and the two kinds of messages. */
const ways: Readonly<Record<string, Way>> = {
  'cn-style-a: one amount and a column for its side': {
    kind: 'cn-style-a',
    line: 5,
    file: (form) => {
      const row = ['A12345', '20260105', 'R1', '贷', form, '人民币', 'N', '1', '', 'T'].map(cell).join(',');
      const head = gb18030(
        '企业账户明细\r\n账号,A12345,期初余额,0.00\r\n期末余额,"1,234.56"\r\n账号,交易日期,交易流水号,借贷标志,交易金额,币种,对方户名,对方账号,子账号,摘要\r\n',
      );
      return Buffer.concat([head, encoded(row)]);
    },
    read: { '1,234.56': 123_456n },
  },
  'cn-style-b: a column for each side': {
    kind: 'cn-style-b',
    line: 2,
    file: (form) => {
      const names = '本方账号,记账日期,起息日期,流水号,贷方发生额,借方发生额,余额,对方名称,对方账号,虚拟账号,附言';
      return Buffer.from(
        `${names}\n${['A12345', '2026-01-05', '', 'R1', form, '', '1234.56', 'N', '1', '', 'T'].map(cell).join(',')}\n`,
      );
    },
    read: { '1234.56': 123_456n },
  },
  'cn-style-c: one amount with its sign': {
    kind: 'cn-style-c',
    line: 3,
    file: (form) => {
      const balance = form === '-1,234.56' ? '-1,234.56' : '1,234.56';
      const row = ['A12345', '2026/01/05', 'R1', form, balance, 'N', '1', 'T'].map(cell).join('|');
      return Buffer.concat([
        gb18030('账户明细\n账户|交易日|凭证号|发生额|账户余额|付款人名称|付款人账号|用途\n'),
        encoded(row),
      ]);
    },
    read: { '1,234.56': 123_456n, '-1,234.56': -123_456n },
  },
  'CAMT.053: digits with a point': {
    kind: 'camt053',
    line: 0,
    file: (form) => inPlaceOf(camtFile([statement]), '>1234.56</Amt>', `>${form}</Amt>`),
    read: { '1234.56': 123_456n },
  },
  'MT940: digits with a comma': {
    kind: 'mt940',
    line: 0,
    file: (form) =>
      Buffer.from(
        Buffer.from(mt940File([statement]))
          .toString()
          .replace(/(:61:\d{6,10}C)1234,56/, `$1${form}`),
      ),
    read: { '1234,56': 123_456n },
  },
};
/** A row as that bank's program writes it; a form with characters that GB18030 does not have among its usual ones comes as other bytes. */
function encoded(row: string): Buffer {
  try {
    return Buffer.from(gb18030(`${row}\n`));
  } catch {
    return Buffer.from(`${row}\n`);
  }
}

describe.each(Object.entries(ways))('[F4] %s', (_name, { kind, line, file, read }) => {
  it('is read in the one way its profile writes amounts', async () => {
    for (const [form, minor] of Object.entries(read)) {
      const items = await itemsOf(kindOf(kind), file(form));
      const [found] = items.flatMap((item) => (item.kind === 'line' ? [item.line] : []));
      expect([form, found?.direction, found?.amountMinor]).toEqual([
        form,
        minor < 0n ? 'debit' : 'credit',
        minor < 0n ? -minor : minor,
      ]);
    }
  });

  it('refuses every other form with its line, and guesses nothing', async () => {
    for (const form of forms.filter((each) => !(each in read))) {
      const refusal = await refusalOf(kindOf(kind), file(form));
      expect([form, refusal.code]).toEqual([form, expect.stringMatching(codes)]);
      expect([form, refusal.line !== null && refusal.line > 0]).toEqual([form, true]);
      if (line > 0) expect([form, refusal.line]).toEqual([form, line]);
    }
  });
});
