import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readScope } from '@/domain/read-scope';
import { creditLine, imported, linesOf, statementOf } from '@/tests/bank-import';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { type ReceivingAccount, receivingAccountOf } from '@/tests/recharge';
import { recordedTransfer } from '@/tests/reversals';
import { actorOf, freshKey, seedWorld, type World } from '@/tests/world';
import { listRecordedAlike } from './recorded-queries';
import { type NamedLine, reversalEvidence } from './reversal-evidence';
import { listOriginals, namedOriginals } from './reversal-queries';
import { takeBack } from './take-back';

let test: TestDatabase;
let world: World;
let account: ReceivingAccount;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
  account = await receivingAccountOf(world.operator);
});
afterAll(() => test.close());

const operator = () => readScope(actorOf(world.operator), 'reconciliation.read');
const partner = () => readScope(actorOf(world.s1), 'funds.read');

async function booked(lines: readonly Parameters<typeof creditLine>[0][]) {
  const file = await imported(
    world.operator,
    statementOf(
      account,
      lines.map((line) => creditLine(line)),
    ),
  );
  return linesOf(file.id);
}

/** The reversals of a file with the lines before them: what each is found to take back. */
const debit = { direction: 'debit', isReversal: true } as const;

describe('what a reversal takes back', () => {
  it('is the line that its reference names, also where the original comes later in the file', async () => {
    const [reversal, original, alike] = await booked([
      { amount: '31.00', bankReference: 'E-1', payerName: '甲公司', ...debit },
      { amount: '31.00', bankReference: 'E-1', payerName: '甲公司' },
      { amount: '31.00', bankReference: 'E-2', payerName: '乙公司' },
    ]);
    if (!reversal || !original || !alike) throw new Error('three lines');
    const found = await listOriginals(operator(), reversal.id);
    expect(found.map(({ id, evidence }) => [id, evidence.isNamed, evidence.certainty])).toEqual([
      [original.id, true, 100],
      [alike.id, false, 5],
    ]);
    expect((await namedOriginals(operator(), [reversal.id])).get(reversal.id)?.id).toBe(original.id);
  });

  it('is found by what the payer or the bank calls the transaction besides', async () => {
    const [first, second, byPayer, byInstruction] = await booked([
      { amount: '32.00', endToEndId: 'E2E-7' },
      { amount: '33.00', otherReferences: ['INSTR-9'] },
      { amount: '32.00', endToEndId: 'E2E-7', ...debit },
      { amount: '33.00', otherReferences: ['X', 'INSTR-9'], ...debit },
    ]);
    if (!first || !second || !byPayer || !byInstruction) throw new Error('four lines');
    const found = await namedOriginals(operator(), [byPayer.id, byInstruction.id]);
    expect([found.get(byPayer.id)?.id, found.get(byInstruction.id)?.id]).toEqual([first.id, second.id]);
    expect(found.get(byInstruction.id)?.evidence.reasons).toContainEqual({
      ...{ code: 'names_other', speaks: 'for', value: 'INSTR-9' },
    });
  });

  it('is nothing of another amount or account, or later, and nothing certain where several are named', async () => {
    const [, , , reversal] = await booked([
      { amount: '34.00', endToEndId: 'TWICE' },
      { amount: '34.00', endToEndId: 'TWICE' },
      { amount: '34.01', endToEndId: 'TWICE' },
      { amount: '34.00', endToEndId: 'TWICE', ...debit },
      { amount: '34.00', endToEndId: 'TWICE', bookedOn: '2026-11-21' },
    ]);
    if (!reversal) throw new Error('there is a reversal');
    const found = await listOriginals(operator(), reversal.id);
    expect(found.map(({ evidence }) => evidence.certainty)).toEqual([50, 50]);
    expect((await namedOriginals(operator(), [reversal.id])).size).toBe(0);
  });

  it('is nobody’s business but the operator’s, and says when it is decided about', async () => {
    const [original, reversal] = await booked([
      { amount: '35.00', bankReference: 'E-9' },
      { amount: '35.00', bankReference: 'E-9', ...debit },
    ]);
    if (!original || !reversal) throw new Error('two lines');
    expect(await listOriginals(partner(), reversal.id)).toEqual([]);
    expect((await namedOriginals(partner(), [reversal.id])).size).toBe(0);
    expect(await listOriginals(operator(), original.id)).toEqual([]);
    const input = { lineId: reversal.id, originalId: original.id };
    expect(await takeBack(actorOf(world.operator, 'finance'), freshKey(), input)).toMatchObject({ ok: true });
    expect(await listOriginals(operator(), reversal.id)).toMatchObject([{ id: original.id, isTaken: true }]);
    expect((await namedOriginals(operator(), [reversal.id])).size).toBe(0);
  });
});

describe('the evidence', () => {
  const line = (changes: Partial<NamedLine> = {}): NamedLine => ({
    ...{ bankReference: null, endToEndId: null, otherReferences: [], payerNameKey: null, ...changes },
  });
  it.each([
    ['the bank’s reference', line({ bankReference: 'A' }), line({ bankReference: 'A' }), 1, 95],
    ['the bank’s reference, said as another', line({ otherReferences: ['A'] }), line({ bankReference: 'A' }), 1, 95],
    ['an instruction', line({ otherReferences: ['A'] }), line({ otherReferences: ['A'] }), 1, 90],
    ['the payer’s reference', line({ endToEndId: 'A' }), line({ endToEndId: 'A' }), 1, 85],
    [
      'a name cut short',
      line({ endToEndId: 'A', payerNameKey: 'abc' }),
      line({ endToEndId: 'A', payerNameKey: 'abcd' }),
      1,
      90,
    ],
    [
      'another payer',
      line({ endToEndId: 'A', payerNameKey: 'x' }),
      line({ endToEndId: 'A', payerNameKey: 'y' }),
      1,
      55,
    ],
    ['several', line({ endToEndId: 'A' }), line({ endToEndId: 'A' }), 2, 45],
    ['nothing', line(), line({ bankReference: 'A' }), 0, 20],
  ])('is as sure as %s makes it', (_name, reversal, original, rivals, certainty) => {
    expect(reversalEvidence(reversal, original, rivals)).toMatchObject({ certainty });
  });
});

describe('what a line may have been recorded as', () => {
  it('is what was recorded by hand with its amount, and is no line yet', async () => {
    const id = await recordedTransfer(world, world.s1, '77.00');
    await recordedTransfer(world, world.s1, '77.01');
    const [line] = await booked([{ amount: '77.00' }]);
    if (!line) throw new Error('there is a line');
    expect(await listRecordedAlike(operator(), line.id)).toMatchObject([{ id, daysApart: 1 }]);
    expect(await listRecordedAlike(partner(), line.id)).toEqual([]);
  });
});
