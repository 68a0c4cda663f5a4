import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { newId } from '@/lib/id';
import { camtFile, csvFile, mt940File, type TestStatement } from '@/tests/bank-file-writers';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { receivingAccountOf, suspenseBalance } from '@/tests/recharge';
import { seedWorld, type World } from '@/tests/world';
import { builtInProfiles } from './formats/csv-profiles';
import { importBankFiles } from './import-bank-files';

const { bankFiles, bankFileChunks, bankLines } = schema;
const sample = readFileSync('tests/bank-files/camt053-v2.xml');

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
  await receivingAccountOf(world.operator, { accountNumber: '6214830000000001' });
});
afterEach(booksAreRight);
afterAll(() => test.close());

/** A file as it lies there after an upload, in pieces that end anywhere. */
async function uploaded(
  content: Buffer,
  kind: Pick<typeof bankFiles.$inferInsert, 'format' | 'profile'> = { format: 'camt053' },
) {
  const id = newId('bankFile');
  const of = { organizationId: world.operator.id, rootId: world.operator.rootId };
  const sha256 = createHash('sha256').update(randomUUID()).digest();
  await database()
    .insert(bankFiles)
    .values({ ...of, id, name: 'a.xml', source: 'upload', ...kind, sha256, bytes: content.length });
  for (let number = 0; number * 1_000 < content.length; number += 1) {
    const bytes = content.subarray(number * 1_000, (number + 1) * 1_000);
    await database()
      .insert(bankFileChunks)
      .values({ ...of, fileId: id, number, bytes });
  }
  return id;
}
const fileOf = async (id: Awaited<ReturnType<typeof uploaded>>) =>
  (await database().select().from(bankFiles).where(eq(bankFiles.id, id)))[0];

describe('the job that imports', () => {
  it('[F1] books a file that was uploaded once, run twice and by two at once', async () => {
    const [first, again] = [await uploaded(sample), await uploaded(sample)];
    for (let rounds = 0; rounds < 3; rounds += 1) await Promise.all([importBankFiles(), importBankFiles()]);
    expect(await importBankFiles()).toBe(0);
    const lines = await database().$count(bankLines);
    expect(await fileOf(first)).toMatchObject({ state: 'done', linesTotal: lines, linesNew: lines, linesKnown: 0 });
    expect(await fileOf(again)).toMatchObject({ state: 'done', linesTotal: lines, linesNew: 0, linesKnown: lines });
    expect(await suspenseBalance(world.operator)).toBe(5_050_000n);
  });

  const statement: TestStatement = {
    ...{ account: '6214830000000001', opening: 0n },
    lines: [1, 2, 3].map((n) => ({
      ...{ reference: `SAVED-${n}`, direction: 'credit', amount: BigInt(n * 100), day: '2026-01-05' },
      ...{ name: '再存有限公司', payerAccount: '1', text: '货款' },
    })),
  };
  const withReferences = (mark: string): TestStatement => ({
    ...statement,
    lines: statement.lines.map((line) => ({ ...line, reference: `${mark}${line.reference}` })),
  });
  it.each([
    ['camt053', { format: 'camt053' }, camtFile([withReferences('C')])],
    ['mt940', { format: 'mt940' }, mt940File([withReferences('M')])],
    ['csv', { format: 'csv', profile: builtInProfiles['cn-style-b'] }, csvFile(withReferences('B'), 'cn-style-b')],
    ['csv', { format: 'csv', profile: builtInProfiles['cn-style-a'] }, csvFile(withReferences('A'), 'cn-style-a')],
  ] as const)(
    '[F1] books nothing again of a %s file that was saved anew with other line ends',
    async (_name, kind, bytes) => {
      const before = await suspenseBalance(world.operator);
      const bare = Buffer.from(Buffer.from(bytes).toString('latin1').replaceAll('\r\n', '\n'), 'latin1');
      const saved = [bare, Buffer.from(bare.toString('latin1').replaceAll('\n', '\r\n'), 'latin1')];
      const files = [];
      for (const content of saved) {
        files.push(await fileOf(await uploaded(content, kind)));
        expect(await importBankFiles()).toBe(1);
      }
      const [first, again] = await Promise.all(files.map((file) => fileOf(file?.id ?? newId('bankFile'))));
      expect(first).toMatchObject({ state: 'done', linesTotal: 3, linesNew: 3, linesKnown: 0 });
      expect(again).toMatchObject({ state: 'done', linesTotal: 3, linesNew: 0, linesKnown: 3 });
      expect(await suspenseBalance(world.operator)).toBe(before + 600n);
    },
  );

  it('keeps of a file that breaks off why and where', async () => {
    const id = await uploaded(sample.subarray(0, 2_500));
    const before = await database().$count(bankLines);
    expect(await importBankFiles()).toBe(1);
    const file = await fileOf(id);
    expect(file).toMatchObject({ state: 'refused', refusal: 'broken_off', linesTotal: null });
    expect(file?.refusalLine).toBeGreaterThan(1);
    expect(await database().$count(bankLines)).toBe(before);
  });
});
