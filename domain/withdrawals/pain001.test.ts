import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { money } from '@/lib/money';
import { at, painProblems, parseXml } from '@/tests/pain001';
import { type PaymentOrder, pain001 } from './pain001';
import { paymentCsv } from './payment-csv';
import type { Payment } from './payments';

const payment = (changes: Partial<Payment> = {}): Payment => ({
  endToEndId: 'WD01KAZ000000000000000000000-1',
  amount: money(123_456n, 'CNY'),
  accountName: '启明方案有限公司',
  accountNumber: '6222021234567894',
  bankName: '测试银行',
  branch: '上海分行',
  remittance: 'WD01KAZ000000000000000000000 BR-1',
  ...changes,
});
const order = (payments: readonly Payment[]): PaymentOrder => ({
  number: 'PF20261126-000001',
  createdAt: new Date('2026-11-26T03:04:05.678Z'),
  executionOn: '2026-11-27',
  currency: 'CNY',
  debtor: { accountName: 'Cloud Platform Ltd', accountNumber: '1100000000001', bankName: 'Test Bank', branch: 'Main' },
  payments,
});
const read = (payments: readonly Payment[]) => parseXml(pain001(order(payments)));

describe('[F6] a payment order for the bank', () => {
  it('is as the standard has it, element by element', () => {
    const document = read([
      payment(),
      payment({ endToEndId: 'WD2', accountNumber: 'DE89370400440532013000', branch: null }),
    ]);
    expect(painProblems(document)).toEqual([]);
    const text = (path: string) => at(document, `CstmrCdtTrfInitn/${path}`)?.text;
    expect(text('GrpHdr/MsgId')).toBe('PF20261126-000001');
    expect(text('GrpHdr/CreDtTm')).toBe('2026-11-26T03:04:05Z');
    expect([text('GrpHdr/NbOfTxs'), text('GrpHdr/CtrlSum')]).toEqual(['2', '2469.12']);
    expect([text('PmtInf/NbOfTxs'), text('PmtInf/CtrlSum')]).toEqual(['2', '2469.12']);
    expect(text('PmtInf/ReqdExctnDt/Dt')).toBe('2026-11-27');
    expect(text('PmtInf/DbtrAcct/Id/Othr/Id')).toBe('1100000000001');
    expect(text('PmtInf/CdtTrfTxInf/Cdtr/Nm')).toBe('启明方案有限公司');
    expect(text('PmtInf/CdtTrfTxInf/CdtrAgt/BrnchId/Nm')).toBe('上海分行');
    const second = at(document, 'CstmrCdtTrfInitn/PmtInf')?.children.at(-1);
    expect(second && at(second, 'CdtrAcct/Id/IBAN')?.text).toBe('DE89370400440532013000');
    expect(second && at(second, 'CdtrAgt/BrnchId')).toBeUndefined();
  });

  it('is so whatever stands in names and texts, and says each amount to the cent', () => {
    const anyText = fc.string({ unit: 'binary', minLength: 1, maxLength: 300 });
    const odd = fc.constantFrom(
      '<x>&amp;]]>"\'',
      '\u0000\u0001',
      '\ud800',
      '\u202egnp',
      'A'.repeat(300),
      '🔑'.repeat(200),
      ' ',
      '@xmlns',
      '#text',
    );
    const text = fc.oneof(anyText, odd);
    const amount = fc.bigInt({ min: 1n, max: 214_748_364_700n });
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text, text, amount), { minLength: 1, maxLength: 8 }), (rows) => {
        const document = read(
          rows.map(([accountName, bankName, remittance, minor], n) =>
            payment({ endToEndId: `WD${n}`, accountName, bankName, remittance, amount: money(minor, 'CNY') }),
          ),
        );
        expect(painProblems(document)).toEqual([]);
        const total = rows.reduce((sum, [, , , minor]) => sum + minor, 0n);
        const said = at(document, 'CstmrCdtTrfInitn/GrpHdr/CtrlSum')?.text.replace('.', '');
        expect(BigInt(said ?? '')).toBe(total);
      }),
      { seed: 20_261_126, numRuns: 200 },
    );
  });

  it('would be found wrong by the check: an order, a length, a sum, a doubled identifier', () => {
    const right = pain001(order([payment(), payment({ endToEndId: 'WD2' })]));
    const wrong = (from: string | RegExp, to: string) => painProblems(parseXml(right.replace(from, to)));
    expect(wrong('<CtrlSum>2469.12<', '<CtrlSum>2469.13<')).toEqual(['GrpHdr/CtrlSum']);
    expect(wrong('<NbOfTxs>2<', '<NbOfTxs>3<')).toEqual(['GrpHdr/NbOfTxs']);
    expect(wrong(/<MsgId>.*<\/MsgId>/, `<MsgId>${'X'.repeat(36)}</MsgId>`)).toHaveLength(1);
    expect(wrong(/(<PmtMtd>TRF<\/PmtMtd>)(\s*)(<NbOfTxs>2<\/NbOfTxs>)/, '$3$1')).toEqual(['PmtInf is out of order']);
    expect(wrong('<EndToEndId>WD2<', '<EndToEndId>WD01KAZ000000000000000000000-1<')).toEqual([
      'EndToEndId is not unique',
    ]);
    expect(wrong('pain.001.001.09', 'pain.001.001.03')).toEqual(['another namespace']);
    expect(wrong('<ReqdExctnDt>', '<ReqdExctnDt><Dt>2026-11-27</Dt>')).toEqual([
      'ReqdExctnDt is no choice of one',
      'ReqdExctnDt/Dt: 2',
    ]);
  });

  it('says the same as a table, in which no cell can become a formula', async () => {
    const csv = await paymentCsv([payment({ accountName: '=HYPERLINK("x")', branch: null })]);
    expect(csv).toBe(
      '\uFEFFend_to_end_id,account_name,account_number,bank_name,branch,amount,currency,remittance\r\n' +
        'WD01KAZ000000000000000000000-1,"\'=HYPERLINK(""x"")",6222021234567894,测试银行,,1234.56,CNY,WD01KAZ000000000000000000000 BR-1\r\n',
    );
  });
});
