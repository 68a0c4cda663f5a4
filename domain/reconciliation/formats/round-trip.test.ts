import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  camtFile,
  closingOf,
  csvFile,
  itemsOf,
  kindOf,
  mt940File,
  type TestStatement,
} from '@/tests/bank-file-writers';
import { BankFileProblem } from '../model';

const word = (letters: string) =>
  fc
    .string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength: 20 })
    .map((text) => text.replaceAll(/\s+/g, ' ').trim() || 'x');
const name = word('启明云科技有限公司上海分北京Qiming Ltd.&<>"\',;|()（）');
const swiftText = word('启明云科技Qiming Ltd.,()-');

const day = fc.integer({ min: 1, max: 28 }).map((number) => `2026-02-${String(number).padStart(2, '0')}`);
const statementOf = (text: fc.Arbitrary<string>): fc.Arbitrary<TestStatement> =>
  fc.record({
    account: fc.constant('6214830000000001'),
    opening: fc.bigInt({ min: 0n, max: 10n ** 12n }),
    lines: fc.array(
      fc.record({
        reference: fc.uuid().map((id) => id.replaceAll('-', '').toUpperCase()),
        direction: fc.constantFrom('credit' as const, 'debit' as const),
        amount: fc.bigInt({ min: 1n, max: 10n ** 11n }),
        day,
        name: text,
        payerAccount: fc.bigInt({ min: 10n ** 9n, max: 10n ** 18n }).map(String),
        text,
      }),
      { minLength: 1, maxLength: 12 },
    ),
  });

const formats: readonly [
  format: string,
  text: fc.Arbitrary<string>,
  write: (statement: TestStatement) => Uint8Array,
][] = [
  ['camt053', name, (statement) => camtFile([statement], { version: 2 })],
  ['camt053', name, (statement) => camtFile([statement], { version: 8 })],
  ['camt054', name, (statement) => camtFile([statement], { kind: 'camt054', version: 12 })],
  ['mt940', swiftText, (statement) => mt940File([statement])],
  ['cn-style-a', name, (statement) => csvFile(statement, 'cn-style-a')],
  ['cn-style-b', name, (statement) => csvFile(statement, 'cn-style-b')],
];

/** A problem of the file, or what was read: a reader knows nothing else. */
async function outcome(format: string, bytes: Uint8Array, size?: number) {
  try {
    return await itemsOf(kindOf(format), bytes, size);
  } catch (error) {
    if (!(error instanceof BankFileProblem)) throw error;
    return { code: error.code, line: error.line };
  }
}

describe.each(formats)('what is written as %s', (format, text, write) => {
  it('is read back as it was, to the cent', async () => {
    await fc.assert(
      fc.asyncProperty(statementOf(text), async (statement) => {
        const items = await itemsOf(kindOf(format), write(statement));
        const lines = items.flatMap((item) => (item.kind === 'line' ? [item.line] : []));
        expect(
          lines.map((line) => ({
            reference: line.bankReference,
            direction: line.direction,
            amount: line.amountMinor,
            day: line.bookedOn,
            name: line.payerName,
            payerAccount: line.payerAccount,
            text: line.remittanceText,
          })),
        ).toEqual(statement.lines);
        const [head, end] = [items[0], items.at(-1)];
        expect(head).toMatchObject({ kind: 'statement', head: { accountNumber: statement.account, currency: 'CNY' } });
        expect(end).toMatchObject({ kind: 'end' });
        if (head?.kind !== 'statement' || head.head.openingMinor === null) return;
        expect(head.head.openingMinor).toBe(statement.opening);
        expect(end).toMatchObject({ closingMinor: closingOf(statement) });
      }),
      { numRuns: 60 },
    );
  });

  it('is the same wherever it is cut into pieces', async () => {
    await fc.assert(
      fc.asyncProperty(statementOf(text), fc.integer({ min: 1, max: 40 }), async (statement, size) => {
        const bytes = write(statement);
        expect(await itemsOf(kindOf(format), bytes, size)).toEqual(await itemsOf(kindOf(format), bytes));
      }),
      { numRuns: 20 },
    );
  });

  it('[F4] cut off or damaged anywhere, is refused or read, and never anything else', async () => {
    await fc.assert(
      fc.asyncProperty(
        statementOf(text),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.option(fc.uint8Array({ minLength: 0, maxLength: 6 })),
        async (statement, share, damage) => {
          const bytes = write(statement);
          const at = Math.floor(share * bytes.length);
          const wrong = damage
            ? Buffer.concat([bytes.subarray(0, at), damage, bytes.subarray(at + damage.length)])
            : bytes.subarray(0, at);
          const [whole, pieces] = [await outcome(format, wrong), await outcome(format, wrong, 7)];
          expect(pieces).toEqual(whole);
          // What says its own end is never taken for whole when it is not.
          const trailing = bytes.length - at <= 3;
          if (!damage && !trailing && (format.startsWith('camt') || format === 'mt940'))
            expect(whole).toHaveProperty('code');
        },
      ),
      { numRuns: 120 },
    );
  });
});
