import { afterAll, beforeAll, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { readScope } from '@/domain/read-scope';
import { pageRequest } from '@/lib/cursor';
import { type Id, newId } from '@/lib/id';
import { makeBankProfile, makeRefusedFile } from '@/tests/bank-rows';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { receivingAccountOf } from '@/tests/recharge';
import { refusedUntouched } from '@/tests/untouched';
import { actorOf, freshKey, makeOrganization, seedWorld, type World, type WorldOrganization } from '@/tests/world';
import { downloadBankFile } from './download-bank-file';
import { findBankFile, listBankFiles, listStatements, sumLines } from './file-queries';
import { findBankProfile, listBankProfiles, listUsableProfiles } from './profile-queries';

let test: TestDatabase;
let world: World;
let other: WorldOrganization;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
  other = await makeOrganization({ code: 'V2', kind: 'operator' });
});
afterAll(() => test.close());

const scopeOf = (organization: WorldOrganization) => readScope(actorOf(organization), 'reconciliation.read');
const first = { limit: 50 };

/** A file with a statement of three lines, of which one is known from elsewhere. */
async function fileWithLines(): Promise<Id<'bankFile'>> {
  const account = await receivingAccountOf(world.operator, { isDefault: false });
  const [fileId, statementId] = [newId('bankFile'), newId('bankStatement')];
  const own = { organizationId: world.operator.id, rootId: world.operator.rootId };
  const { bankFiles, bankStatements, bankLines } = schema;
  await database()
    .insert(bankFiles)
    .values({
      ...own,
      id: fileId,
      name: 'a',
      source: 'folder',
      format: 'mt940',
      sha256: Buffer.alloc(32, 7),
      bytes: 1,
    });
  await database()
    .insert(bankStatements)
    .values({
      ...own,
      ...{ id: statementId, fileId, number: 1, receivingAccountId: account.id, currency: 'CNY' },
      ...{ openingMinor: 0n, creditsMinor: 700n, debitsMinor: 300n, closingMinor: 400n, lineCount: 3 },
    });
  for (const [lineNumber, direction, amountMinor, state] of [
    [1, 'credit', 500n, 'recorded'],
    [2, 'debit', 300n, 'outgoing'],
  ] as const)
    await database()
      .insert(bankLines)
      .values({
        ...own,
        ...{ id: newId('bankLine'), fileId, statementId, lineNumber, receivingAccountId: account.id },
        ...{
          fingerprint: Buffer.alloc(32, lineNumber),
          direction,
          amountMinor,
          currency: 'CNY',
          bookedOn: '2026-01-05',
          state,
        },
      });
  return fileId;
}

it('says what became of every cent of a file: its lines and what was known come to its statements', async () => {
  const id = await fileWithLines();
  const scope = scopeOf(world.operator);
  const sums = await sumLines(scope, id);
  const amounts = sums.map(({ state, count, credits, debits }) => [state, count, credits.minor, debits.minor]);
  expect(amounts).toEqual([
    ['outgoing', 1, 0n, 300n],
    ['recorded', 1, 500n, 0n],
    ['known', 1, 200n, 0n],
  ]);
  const [statement] = await listStatements(scope, id);
  expect(sums.reduce((all, { credits }) => all + credits.minor, 0n)).toBe(statement?.credits.minor);
  expect(sums.reduce((all, { debits }) => all + debits.minor, 0n)).toBe(statement?.debits.minor);
  expect(await findBankFile(scope, id)).toMatchObject({ source: 'folder', userName: null, sha256: '07'.repeat(32) });
  // Of this one no content is kept, so there is nothing to be taken.
  expect(await findBankFile(scope, id)).toMatchObject({ isKept: false });
  const outcome = await refusedUntouched(() => downloadBankFile(actorOf(world.operator), freshKey(), { fileId: id }));
  expect(outcome).toEqual({ code: 'bank_file_not_found', fields: {} });
});

it('[T4] shows files and profiles to the operator they are of, and to nobody else', async () => {
  const [file, profile] = [
    await makeRefusedFile(actorOf(world.operator)),
    await makeBankProfile(actorOf(world.operator)),
  ];
  expect(await findBankFile(scopeOf(world.operator), file)).toMatchObject({ refusalLine: 12, state: 'refused' });
  expect(await findBankProfile(scopeOf(world.operator), profile)).toMatchObject({ id: profile, archivedAt: null });
  const foreign = scopeOf(other);
  expect([await findBankFile(foreign, file), await findBankProfile(foreign, profile)]).toEqual([undefined, undefined]);
  expect([
    await listStatements(foreign, file),
    await sumLines(foreign, file),
    await listUsableProfiles(foreign),
  ]).toEqual([[], [], []]);
  expect((await listBankFiles(foreign, {}, first)).rows).toEqual([]);
  expect((await listBankProfiles(foreign, first)).rows).toEqual([]);
  expect((await listUsableProfiles(scopeOf(world.operator))).map(({ id }) => id)).toContain(profile);
});

it('lists files by state, page by page, by an index', async () => {
  const scope = scopeOf(world.operator);
  for (let made = 0; made < 5; made += 1) await makeRefusedFile(actorOf(world.operator));
  const all = (await listBankFiles(scope, { state: 'refused' }, first)).rows.map(({ id }) => id);
  expect(all.length).toBeGreaterThanOrEqual(5);
  expect((await listBankFiles(scope, { state: 'done' }, first)).rows).toEqual([]);
  const page = await listBankFiles(scope, { state: 'refused' }, { limit: 2 });
  const next = pageRequest({ after: page.after }, { key: 'instant', id: 'bankFile' }, 2);
  const second = await listBankFiles(scope, { state: 'refused' }, next);
  expect([...page.rows, ...second.rows].map(({ id }) => id)).toEqual(all.slice(0, 4));
  const { rows } = await test.owner
    .query(
      `set enable_seqscan = off; explain select id from bank_files where organization_id = gen_random_uuid() and state = 'refused' order by created_at desc, id desc limit 51`,
    )
    .then((answers) => (Array.isArray(answers) ? answers[1] : answers));
  expect(JSON.stringify(rows)).toContain('bank_files_state_idx');
});
