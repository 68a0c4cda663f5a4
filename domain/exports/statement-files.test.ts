import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allocateFunds } from '@/domain/funds/allocate-funds';
import { reclaimFunds } from '@/domain/funds/reclaim-funds';
import { readScope } from '@/domain/read-scope';
import type { StatementLine } from '@/domain/statements/lines';
import { listStatement } from '@/domain/statements/queries';
import { capitalNumerals } from '@/lib/capital-numerals';
import { readCsv } from '@/lib/csv';
import { formatMoney } from '@/lib/money';
import { wallClockAt } from '@/lib/zoned-time';
import en from '@/messages/en/statement.json' with { type: 'json' };
import zh from '@/messages/zh-CN/statement.json' with { type: 'json' };
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { chunksOf, fileOf, sha256, type TaskId, taskOf } from '@/tests/exports';
import { type PdfRow, readPdf } from '@/tests/pdf-text';
import { accountOf, creditOf, postedAt } from '@/tests/statements';
import { refusedUntouched } from '@/tests/untouched';
import {
  actorOf,
  freshKey,
  fund,
  makeCustomer,
  makeOrganization,
  seedWorld,
  type World,
  type WorldCustomer,
  type WorldOrganization,
} from '@/tests/world';
import { downloadExport } from './download-export';
import { downloadStatement } from './download-statement';
import { dataSheets } from './export-file';
import { runExports } from './run-exports';
import { startStatementExport } from './start-statement-export';

let test: TestDatabase;
let world: World;
let partner: WorldOrganization;
let customer: WorldCustomer;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
  partner = await makeOrganization({ code: 'SF', kind: 'solution_provider' });
  customer = await makeCustomer(partner, 'SF-1', 'resale');
  await fund(world, partner, '1000.50');
  await creditOf(world, partner, 50_000n);
  const admin = actorOf(partner);
  for (const amount of ['300.25', '900.00'])
    await allocateFunds(admin, freshKey(), { customerId: customer.customerId, amount });
  await reclaimFunds(admin, freshKey(), { customerId: customer.customerId, amount: '100.00' });
});
afterAll(() => test.close());

const start = (wanted: object = {}, who = actorOf(partner, 'finance')) =>
  startStatementExport(who, freshKey(), { format: 'csv', query: '', language: 'en', ...wanted });
async function made(wanted: object = {}, who = actorOf(partner, 'finance')): Promise<TaskId> {
  const outcome = await start(wanted, who);
  if (!outcome.ok) throw new Error(outcome.code);
  expect(await runExports()).toBe(1);
  expect(await taskOf(outcome.id)).toMatchObject({ state: 'done', list: 'statement' });
  return outcome.id;
}
const scopeOf = (who: WorldOrganization) => readScope(actorOf(who, 'finance'), 'statements.read');
const oldestFirst = async (who: WorldOrganization, account: 'recharge' | 'credit') =>
  (await listStatement(scopeOf(who), { account }, { limit: 100 })).rows.toReversed();
const cellsOf = ({ number, change, balanceAfter, document }: StatementLine) => [
  number,
  document?.number ?? '',
  formatMoney(change),
  formatMoney(balanceAfter),
];

async function csvOf(id: TaskId) {
  const bytes = await fileOf(id);
  const reading = readCsv(bytes);
  if (!reading.ok) throw new Error(reading.problem);
  const lines = reading.rows.map(({ cells }) => cells);
  const at = lines.findIndex(([first]) => first === 'Time');
  const rows = lines.slice(at + 1);
  return {
    text: bytes.toString(),
    head: Object.fromEntries(lines.slice(0, at).map(([name = '', value = '']) => [name, value])),
    rows: rows.slice(0, -4),
    foot: rows.slice(-4).map((cells) => cells.filter((cell) => cell !== '')),
  };
}

describe('[F15] [F16] the file of a statement', () => {
  it('holds every line, the oldest first, between opening and closing balance, with sums and a digest that are true', async () => {
    const { head, rows, foot, text } = await csvOf(await made());
    const lines = await oldestFirst(partner, 'recharge');
    expect(rows.map((row) => [row[1], row[3], row[7], row[8]])).toEqual(lines.map(cellsOf));
    expect(head).toMatchObject({
      ...{ List: 'Statement of the recharge account', 'Time zone': 'Asia/Shanghai', Rows: '3', Filter: 'Everything' },
      ...{ 'Opening balance': '0.00', 'Closing balance': '0.00', Currency: 'CNY' },
    });
    expect(foot).toEqual([
      ['Opening balance', '0.00'],
      ['Total income', '1000.50'],
      ['Total expense', '-1000.50'],
      ['Closing balance', '0.00'],
    ]);
    expect(head['SHA-256 of the data']).toBe(sha256(Buffer.from(text.slice(text.indexOf('Time,Statement no.')))));
    expect(text).not.toContain('SF-1-'.toLowerCase());
    expect(rows[1]?.[4]).toBe(customer.customerId);
  });

  it('[M24] of a month is what that was closed with, also where days begin at other times', async () => {
    const other = await makeOrganization({ code: 'SFM', kind: 'solution_provider' });
    const bank = await makeOrganization({ code: 'SFB', kind: 'operator' });
    const [debit, credit] = await Promise.all([accountOf(bank, 'bank_clearing'), accountOf(other, 'funds')]);
    for (const [at, minor] of [
      ['2024-02-29 23:59:59.999999+08', 300],
      ['2024-03-01 00:00:00+08', 400],
    ] as const)
      await postedAt(test, at, { debit, credit, minor });
    const reader = { ...actorOf(other, 'finance'), timeZone: 'America/New_York' };
    const { head, rows, foot } = await csvOf(await made({ query: 'of_month=2024-02&from=2020-01-01' }, reader));
    expect(rows.map(([at, , , , , , , change]) => [at, change])).toEqual([['2024-02-29 10:59:59', '3.00']]);
    expect(head).toMatchObject({ Filter: 'Month (Beijing time): 2024-02', 'Time zone': 'America/New_York' });
    expect(foot.at(-1)).toEqual(['Closing balance', '3.00']);
  });

  it('is of the account, the days and the moment asked for', async () => {
    const { head, rows, foot } = await csvOf(await made({ query: 'account=credit&type=nonsense&x=y' }));
    expect(head['List']).toBe('Statement of the credit account');
    expect(rows.map((row) => [row[1], row[3], row[7], row[8]])).toEqual(
      (await oldestFirst(partner, 'credit')).map(cellsOf),
    );
    expect(foot).toEqual([
      ['Opening balance', '0.00'],
      ['Total income', '600.00'],
      ['Total expense', '-199.75'],
      ['Closing balance', '400.25'],
    ]);
    const later = await csvOf(await made({ query: 'from=2099-01-01' }));
    expect([later.rows, later.head['Opening balance']]).toEqual([[], '0.00']);
    const typed = await csvOf(await made({ query: 'type=recharge' }));
    expect([typed.rows.length, typed.head['Filter']]).toEqual([1, 'Type: Recharge']);
    // What restricts nothing is not said to: the file holds everything.
    const none = await csvOf(await made({ query: 'as_of=2026-13-45T12:00&type=x&direction=up&account=gold&number=+' }));
    expect([none.rows.length, none.head['Filter']]).toEqual([3, 'Everything']);
    const [, recharged] = await oldestFirst(partner, 'recharge');
    const asOf = new Date((recharged?.at.getTime() ?? 0) - 2_000).toISOString().slice(0, 19);
    expect((await csvOf(await made({ query: `as_of=${asOf}Z` }))).rows.length).toBeLessThan(2);
  });

  it.each(['en', 'zh-CN'] as const)('is a document whose rows are those of the statement, in %s', async (language) => {
    const lines = await oldestFirst(partner, 'credit');
    const { pages, info } = await readPdf(
      await fileOf(await made({ format: 'pdf', query: 'account=credit', language })),
    );
    const words = language === 'en' ? en : zh;
    const all = pages.flat();
    expect([info['Title'], all[0]?.text]).toEqual([words.file.title.credit, words.file.title.credit]);
    for (const line of lines) {
      const at = all.findIndex(
        ({ text }) => text.startsWith(wallClockAt(line.at, 'Asia/Shanghai')) && text.includes(formatMoney(line.change)),
      );
      const cells = cellsAt(all, at);
      expect(cells).toEqual(expect.arrayContaining([...cellsOf(line).filter((cell) => cell !== '')]));
      expect(cells).toContain(words.details[line.detail].replaceAll(' ', ''));
    }
    const last =
      pages
        .at(-1)
        ?.map(({ text }) => text)
        .join('\n') ?? '';
    expect(last).toContain(words.file.inWords);
    expect(last).toContain(language === 'en' ? 'Four hundred and 25/100 CNY' : capitalNumerals(40_025n));
    expect(last).toContain(
      language === 'en' ? `Page ${pages.length} of ${pages.length}` : `第 ${pages.length} 页，共 ${pages.length} 页`,
    );
  });

  it('is a workbook with as many sheets as its rows need', async () => {
    const bytes = await fileOf(await made({ format: 'xlsx' }));
    expect(bytes.subarray(0, 2).toString('latin1')).toBe('PK');
    const line = (text: string) => ({ cells: [{ kind: 'text' as const, text }] });
    async function* lines() {
      yield* ['a', 'b', 'c', 'd', 'e'].map(line);
    }
    const reading = {
      ...{
        title: 'A statement whose name is longer than it may be',
        columns: [{ name: 'Column', width: 1 }],
        head: [],
      },
      ...{ foot: () => [[{ kind: 'text' as const, text: 'end' }]], remarks: () => [] },
      async *batches() {},
    };
    const sheets = dataSheets(reading, { count: 5, income: 0n, expense: 0n }, lines(), 2);
    const read = [];
    for (const sheet of sheets) {
      const rows: unknown[] = [];
      for await (const cells of sheet.rows) rows.push(cells.map(({ text }) => text));
      read.push(rows);
      expect(sheet.name.length).toBeLessThanOrEqual(31);
    }
    expect(new Set(sheets.map(({ name }) => name)).size).toBe(3);
    expect(read).toEqual([
      [['Column'], ['a'], ['b']],
      [['Column'], ['c'], ['d']],
      [['Column'], ['e'], ['end']],
    ]);
  });

  it('[T3] holds a customer’s own lines for a customer, and is nobody else’s', async () => {
    const who = actorOf(customer, 'finance');
    const id = await made({}, who);
    const { rows } = await csvOf(id);
    expect(rows.map((row) => [row[1], row[3], row[7], row[8]])).toEqual(
      (await oldestFirst(customer, 'recharge')).map(cellsOf),
    );
    const download = (by: typeof who, taskId = id) => downloadStatement(by, freshKey(), { taskId });
    expect(await download(who)).toMatchObject({ ok: true });
    for (const other of [partner, world.s2])
      expect(await download(actorOf(other))).toMatchObject({ ok: false, code: 'export_not_found' });
    // What is of one list is not let out by the door of the other.
    expect(await downloadExport(actorOf(partner), freshKey(), { taskId: await made() })).toMatchObject({
      code: 'export_not_found',
    });
  });

  it('is refused to those who may not, and to whoever has one running; nothing changes', async () => {
    for (const role of ['viewer', 'sales'] as const)
      expect(await start({}, actorOf(partner, role))).toMatchObject({ ok: false, code: 'not_permitted' });
    expect(await start({}, actorOf(world.operator))).toMatchObject({ ok: false, code: 'not_permitted' });
    const first = await start();
    expect(await refusedUntouched(() => start())).toEqual({ code: 'export_running', fields: {} });
    expect(await runExports()).toBe(1);
    if (first.ok) expect((await chunksOf(first.id)).length).toBe(1);
  });

  it('asked for twice under one key is one', async () => {
    const key = freshKey();
    const ask = () => startStatementExport(actorOf(partner), key, { format: 'csv', query: '', language: 'en' });
    const [first, second] = [await ask(), await ask()];
    expect(second).toEqual({ ...first, replayed: true });
    expect([await runExports(), await runExports()]).toEqual([1, 0]);
  });
});

/** The cells of the row of a table that begins there, each with what stands below it, without blanks. */
function cellsAt(rows: readonly PdfRow[], at: number): string[] {
  const [first, second] = [rows[at]?.parts ?? [], rows[at + 1]?.parts ?? []];
  // A row of the table begins with its time.
  const more = /^\d{4}-/.test(rows[at + 1]?.text ?? '') ? [] : second;
  return first.map(({ text, start }) => {
    const below = more.filter((part) => Math.abs(part.start - start) < 1).map((part) => part.text);
    return [text, ...below].join('').replaceAll(' ', '');
  });
}
