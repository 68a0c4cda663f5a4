import {
  appendFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { camtFile, csvFile, mt940File, type TestStatement } from '@/tests/bank-file-writers';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { seedWorld } from '@/tests/world';
import { type Looks, lookInto } from './watch-bank-folder';

let test: TestDatabase;
let folder: string;
let looks: Looks;
beforeAll(async () => {
  test = await freshDatabase();
  await seedWorld();
});
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'inbox-'));
  looks = { stamps: new Map(), claims: new Map() };
  return () => rm(folder, { recursive: true });
});
afterAll(() => test.close());

let made = 0;
const statement = (): TestStatement => {
  made += 1;
  const line = {
    direction: 'credit',
    amount: 100n,
    day: '2026-01-05',
    name: '启明',
    payerAccount: '1',
    text: 'T',
  } as const;
  return { account: 'A12345', opening: 0n, lines: [{ ...line, reference: `R${made}` }] };
};
const put = (name: string, content: Uint8Array) => writeFile(path.join(folder, name), content);
const look = (staleMs?: number, before = looks) => lookInto(folder, before, staleMs);
const inside = async (name: string) => (await readdir(path.join(folder, name)).catch(() => [])).toSorted();
const files = async () =>
  (await database().select().from(schema.bankFiles)).map(({ name, format, source, userId, profileName }) => ({
    name,
    format,
    source,
    userId,
    profileName,
  }));
async function watched<T>(call: () => Promise<T>) {
  const before = await rowCounts();
  const outcome = await call();
  return { outcome, grown: grownBy(before, await rowCounts()) };
}

it('takes a file when it has stopped changing, by nobody, and puts it away', async () => {
  await put('a.xml', camtFile([statement()]));
  await put('cn-style-b_2026.csv', csvFile(statement(), 'cn-style-b'));
  expect(await look()).toBe(0);
  await appendFile(path.join(folder, 'a.xml'), '\n');
  const { outcome, grown } = await watched(() => look());
  expect([outcome, grown]).toEqual([1, { audit_entries: 1, bank_files: 1, bank_file_chunks: 1 }]);
  expect(await inside('.')).toEqual(['a.xml', 'taken']);
  expect([await look(), await look()]).toEqual([1, 0]);
  expect(await files()).toEqual([
    { name: 'cn-style-b_2026.csv', format: 'csv', source: 'folder', userId: null, profileName: 'cn-style-b' },
    { name: 'a.xml', format: 'camt053', source: 'folder', userId: null, profileName: null },
  ]);
  expect(await inside('taken')).toMatchObject([
    expect.stringMatching(/^bfl_.*-cn-style-b_2026\.csv$/),
    expect.stringMatching(/^bfl_.*-a\.xml$/),
  ]);
});

it('[F7] [F8] puts what it does not take aside with the reason', async () => {
  const known = camtFile([statement()]);
  await put('1.xml', known);
  await put('2.xml', known);
  await put('3.csv', csvFile(statement(), 'cn-style-a'));
  await put('4.sta', Buffer.from('PK\x03\x04'));
  await put('5.sta', Buffer.alloc(0));
  await put('6.sta', mt940File([statement()]));
  await truncate(path.join(folder, '6.sta'), 200_000_000);
  await look();
  const { outcome, grown } = await watched(() => look());
  expect([outcome, grown]).toEqual([6, { audit_entries: 1, bank_files: 1, bank_file_chunks: 1 }]);
  const reasons = await Promise.all(
    (await inside('refused'))
      .filter((name) => name.endsWith('.reason.txt'))
      .map(async (name) => [
        name.replace(/^bfl_[0-9a-z]+-/, ''),
        (await readFile(path.join(folder, 'refused', name), 'utf8')).trim(),
      ]),
  );
  expect(Object.fromEntries(reasons)).toEqual({
    '2.xml.reason.txt': 'bank_file_known',
    '3.csv.reason.txt': 'profile_missing',
    '4.sta.reason.txt': 'bank_file_not_readable',
    '5.sta.reason.txt': 'bank_file_not_readable',
    '6.sta.reason.txt': 'bank_file_too_large',
  });
  expect((await inside('refused')).length).toBe(10);
});

it('[F9] takes no links, no folders and nothing hidden', async () => {
  const outside = await mkdtemp(path.join(tmpdir(), 'outside-'));
  await writeFile(path.join(outside, 'secret.xml'), camtFile([statement()]));
  await symlink(path.join(outside, 'secret.xml'), path.join(folder, 'link.xml'));
  await symlink(outside, path.join(folder, 'linked'));
  await mkdir(path.join(folder, 'sub'));
  await put('sub/inner.xml', camtFile([statement()]));
  await put('.part.xml', camtFile([statement()]));
  const { outcome, grown } = await watched(async () => [await look(), await look(), await look()]);
  expect([outcome, grown]).toEqual([[0, 0, 0], {}]);
  await rm(outside, { recursive: true });
});

it('[F1] by two at once takes each file once', async () => {
  for (let n = 0; n < 10; n += 1) await put(`${n}.xml`, camtFile([statement()]));
  const other: Looks = { stamps: new Map(), claims: new Map() };
  await Promise.all([look(), look(undefined, other)]);
  const { outcome, grown } = await watched(() => Promise.all([look(), look(undefined, other)]));
  expect(outcome.reduce((sum, count) => sum + count, 0)).toBe(10);
  expect(grown).toEqual({ audit_entries: 10, bank_files: 10, bank_file_chunks: 10 });
  expect(await inside('.')).toEqual(['taken']);
});

it('[F2] takes up what a process had moved when it died, whether or not it had stored it', async () => {
  const [before, after] = [camtFile([statement()]), camtFile([statement()])];
  await mkdir(path.join(folder, 'taken'));
  await put('taken/.in-work-abc123-not-stored.xml', before);
  await put('stored.xml', after);
  await look(60_000);
  expect(await look(60_000)).toBe(1);
  // As if the process had died between storing it and putting it away.
  const [name = ''] = (await inside('taken')).filter((each) => each.startsWith('bfl_'));
  await rename(path.join(folder, 'taken', name), path.join(folder, 'taken', '.in-work-abc124-stored.xml'));
  const { outcome, grown } = await watched(() => look(0));
  expect(outcome).toBe(2);
  expect(grown).toEqual({ audit_entries: 1, bank_files: 1, bank_file_chunks: 1 });
  expect(await inside('taken')).toEqual([
    expect.stringMatching(/^bfl_.*-(not-)?stored\.xml$/),
    expect.stringMatching(/^bfl_.*-(not-)?stored\.xml$/),
  ]);
  expect(await inside('refused')).toEqual([]);
  expect((await files()).filter((file) => /stored\.xml$/.test(file.name))).toHaveLength(2);
});
