import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { camtFile, csvFile, kindOf, mt940File, type TestStatement } from '@/tests/bank-file-writers';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { actorOf, freshKey, seedWorld, type World } from '@/tests/world';
import { readBankFile } from './read-bank-file';
import { readStoredFile } from './read-stored-file';
import { receiveBankFile } from './receive-bank-file';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
});
afterAll(() => test.close());

const statement = (reference: string): TestStatement => ({
  ...{ account: 'A12345', opening: 0n },
  lines: [
    { reference, direction: 'credit', amount: 100n, day: '2026-01-05', name: '启明', payerAccount: '1', text: 'T' },
  ],
});
const upload = (content: Uint8Array, more: object = {}) =>
  receiveBankFile(actorOf(world.operator, 'finance'), freshKey(), { name: 'a.xml', content: [content], ...more });
const taken = async (outcome: Awaited<ReturnType<typeof upload>>) => {
  if (!outcome.ok) throw new Error(outcome.code);
  const [file] = await database().select().from(schema.bankFiles).where(eq(schema.bankFiles.id, outcome.id));
  if (!file) throw new Error('no file');
  return file;
};
async function watched<T>(call: () => Promise<T>) {
  const before = await rowCounts();
  const outcome = await call();
  return { outcome, grown: grownBy(before, await rowCounts()) };
}

/** How much work is done between two turns of the event loop, in this process’s own time: what others on the machine do does not count. */
function countTurns() {
  let [longest, count, isOver] = [0, 0, false];
  let before = process.cpuUsage();
  const turn = () => {
    const { user, system } = process.cpuUsage(before);
    before = process.cpuUsage();
    longest = Math.max(longest, (user + system) / 1_000);
    count += 1;
    if (!isOver) setImmediate(turn);
  };
  setImmediate(turn);
  return {
    end: () => {
      isOver = true;
      return { longestMs: longest, count };
    },
  };
}

it.each(['camt053', 'mt940', 'csv'] as const)(
  '[F7] is read in turns: of %s nothing else waits longer than 300 ms of work',
  async (format) => {
    const [line] = statement('TURNS').lines;
    if (!line) throw new Error('there is one');
    const lines = Array.from({ length: 12_000 }, (_, n) => ({
      ...line,
      reference: `T${format}${n}`,
      text: '货款'.repeat(40),
    }));
    const big = { ...statement('TURNS'), lines };
    const bytes = {
      camt053: () => camtFile([big]),
      mt940: () => mt940File([big]),
      csv: () => csvFile(big, 'cn-style-b'),
    }[format]();
    const file = await taken(await upload(bytes, format === 'csv' ? { format, profile: 'cn-style-b' } : {}));
    const turns = countTurns();
    let read = 0;
    for await (const item of readBankFile(kindOf(format === 'csv' ? 'cn-style-b' : format), readStoredFile(file.id)))
      read += item.kind === 'line' ? 1 : 0;
    const { longestMs, count } = turns.end();
    expect(read).toBe(12_000);
    expect(count).toBeGreaterThan(5);
    expect(longestMs).toBeLessThan(300);
  },
);

it('[F11] is answered as busy and leaves nothing while the database has no room for it, and is taken afterwards', async () => {
  await test.owner.query(
    `create function no_room() returns trigger language plpgsql as $$ begin raise exception 'No space left on device' using errcode = '53100'; end $$;
     create trigger no_room before insert on bank_file_chunks for each row execute function no_room()`,
  );
  const content = camtFile([statement('ROOM')]);
  const { outcome, grown } = await watched(() => upload(content));
  expect([outcome, grown]).toEqual([{ ok: false, code: 'busy', fields: {} }, {}]);
  await test.owner.query('drop trigger no_room on bank_file_chunks; drop function no_room()');
  expect(await upload(content)).toMatchObject({ ok: true });
});
