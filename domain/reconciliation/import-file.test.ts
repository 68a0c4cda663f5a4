import { eq, sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { database, inTransaction, schema } from '@/db/client';
import {
  creditLine,
  imported,
  importItems,
  linesOf,
  partnerWithNumber,
  statementOf,
  streamOf,
  waitingFile,
} from '@/tests/bank-import';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { payerOf, type ReceivingAccount, receivingAccountOf, suspenseBalance } from '@/tests/recharge';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { balanceOf, seedWorld, type World } from '@/tests/world';
import { importFile } from './import-file';
import { claimBankFile } from './import-run';
import type { BankFileItem } from './model';

const { bankFiles, bankLines, bankTransfers } = schema;

let test: TestDatabase;
let world: World;
let account: ReceivingAccount;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
  account = await receivingAccountOf(world.operator);
});
afterEach(booksAreRight);
afterAll(() => test.close());

describe('importing a file', () => {
  it('[F5] credits who is certain, keeps the rest in suspense with the reason', async () => {
    const { partner, number, name } = await partnerWithNumber(account, 'I1');
    const payer = await payerOf(partner, '代付有限公司（甲）');
    const before = await suspenseBalance(world.operator);
    const wrong = `${number.slice(0, -1)}${(Number(number.at(-1)) + 1) % 10}`;
    const file = await imported(
      world.operator,
      statementOf(account, [
        creditLine({ amount: '100.00', payerName: name, virtualNumber: number }),
        creditLine({ amount: '20.00', payerName: '代付有限公司(甲)', remittanceText: `货款 ${number} 谢谢` }),
        creditLine({ amount: '3.00', payerName: '别家有限公司', virtualNumber: number }),
        creditLine({ amount: '4.00', payerName: name }),
        creditLine({ amount: '5.00', payerName: name, virtualNumber: wrong }),
        creditLine({ amount: '6.00' }),
        creditLine({ amount: '70.00', direction: 'debit', payerName: null }),
      ]),
    );
    expect(file).toMatchObject({ state: 'done', linesTotal: 7, linesDone: 7, linesNew: 7, linesKnown: 0 });
    const rows = await linesOf(file.id);
    const codes = rows.map((row) => row.reasons.map(({ code }) => code));
    expect(rows.map(({ state, rung }) => [state, rung])).toEqual([
      ['posted', 'virtual_account'],
      ['posted', 'reference'],
      ['suspense', 'virtual_account'],
      ['suspense', 'payer'],
      ['suspense', 'payer'],
      ['suspense', null],
      ['outgoing', null],
    ]);
    expect(codes[2]).toContain('payer_not_allowed');
    expect(codes[4]).toContain('number_wrong');
    expect(rows.slice(2, 5).map(({ partnerId }) => partnerId)).toEqual([partner.id, partner.id, partner.id]);
    expect(await balanceOf(partner)).toBe(12_000n);
    expect((await suspenseBalance(world.operator)) - before).toBe(1_800n);
    const recharges = await database().select().from(bankTransfers).where(eq(bankTransfers.organizationId, partner.id));
    expect(recharges.map(({ lineId, entrustedPayerId }) => [lineId, entrustedPayerId]).toSorted()).toEqual(
      [
        [rows[0]?.id, null],
        [rows[1]?.id, payer.id],
      ].toSorted(),
    );
  });

  it('[F1] changes nothing by the same file, an overlapping one, or one line twice', async () => {
    const { partner, number, name } = await partnerWithNumber(account, 'I2');
    const named = creditLine({ amount: '9.00', payerName: name, virtualNumber: number });
    const nameless = creditLine({ amount: '2.00', bankReference: null, payerName: name, virtualNumber: number });
    const first = [named, named, nameless, nameless, creditLine({ amount: '1.50' })];
    const file = await imported(world.operator, statementOf(account, first));
    expect(file).toMatchObject({ state: 'done', linesTotal: 5, linesNew: 4, linesKnown: 1 });
    expect(await balanceOf(partner)).toBe(1_300n);
    const before = await rowCounts();
    const again = await imported(world.operator, statementOf(account, first));
    expect(again).toMatchObject({ state: 'done', linesNew: 0, linesKnown: 5 });
    const extra = creditLine({ amount: '0.50', payerName: name, virtualNumber: number });
    const overlapping = await imported(world.operator, statementOf(account, [nameless, nameless, named, extra]));
    expect(overlapping).toMatchObject({ state: 'done', linesNew: 1, linesKnown: 3 });
    expect(await balanceOf(partner)).toBe(1_350n);
    expect(grownBy(before, await rowCounts())).toMatchObject({ ledger_transfers: 1, bank_lines: 1, bank_transfers: 1 });
  });

  it('[F1] is done once by two processes at the same moment', async () => {
    const { partner, number, name } = await partnerWithNumber(account, 'I3');
    const lines = Array.from({ length: 40 }, () => creditLine({ payerName: name, virtualNumber: number }));
    const items = statementOf(account, lines);
    const ids = [await waitingFile(world.operator), await waitingFile(world.operator)];
    const work = async () => {
      for (let rounds = 0; rounds < 50; rounds += 1) {
        const run = await inTransaction(claimBankFile);
        if (run) await importFile(run, () => streamOf(items));
      }
    };
    await Promise.all([work(), work(), work()]);
    const files = await database()
      .select()
      .from(bankFiles)
      .where(sql`id = any(${sql.param(ids.map((id) => bankFiles.id.mapToDriverValue(id)))}::uuid[])`);
    expect(files.map(({ state }) => state)).toEqual(['done', 'done']);
    expect(files.map(({ linesNew }) => linesNew).toSorted()).toEqual([0, 40]);
    expect(await balanceOf(partner)).toBe(4_000n);
  });

  it('[F2] goes on behind the last line that is booked, wherever it stopped', async () => {
    const { partner, number, name } = await partnerWithNumber(account, 'I4');
    const lines = Array.from({ length: 1_200 }, (_, n) =>
      creditLine({ payerName: name, virtualNumber: number, ...(n % 3 === 0 ? { bankReference: null } : {}) }),
    );
    const items = statementOf(account, lines);
    const id = await waitingFile(world.operator);
    // While it is checked, after one batch, after two, and between the two.
    for (const [stopsAt, done] of [
      [800, 0],
      [items.length + 700, 500],
      [300, 500],
      [1_100, 1_000],
    ] as const) {
      const run = await claimed();
      await expect(importFile(run, () => brokenOff(items, stopsAt))).rejects.toThrow('broken off');
      await booksAreRight();
      const [file] = await database().select().from(bankFiles).where(eq(bankFiles.id, id));
      expect(file).toMatchObject({ state: 'running', linesDone: done });
      expect(await inTransaction(claimBankFile)).toBeUndefined();
      await fallSilent(id);
    }
    await importFile(await claimed(), () => streamOf(items));
    const [file] = await database().select().from(bankFiles).where(eq(bankFiles.id, id));
    expect(file).toMatchObject({ state: 'done', attempt: 5, linesTotal: 1_200, linesNew: 1_200, linesKnown: 0 });
    expect(await balanceOf(partner)).toBe(120_000n);
  });

  it('[F2] is not gone on with by whoever was thought dead', async () => {
    const id = await waitingFile(world.operator);
    const items = statementOf(account, [creditLine()]);
    const late = await claimed();
    await fallSilent(id);
    const next = await claimed();
    await importFile(late, () => streamOf(items));
    const [file] = await database().select().from(bankFiles).where(eq(bankFiles.id, id));
    expect(file).toMatchObject({ state: 'running', attempt: 2, linesTotal: null });
    await importFile(next, () => streamOf(items));
    expect(await database().$count(bankLines, eq(bankLines.fileId, id))).toBe(1);
  });
});

async function claimed() {
  const run = await inTransaction(claimBankFile);
  if (!run) throw new Error('no file waits');
  return run;
}

const fallSilent = (id: (typeof bankFiles.$inferSelect)['id']) =>
  database()
    .update(bankFiles)
    .set({ heartbeatAt: sql`clock_timestamp() - interval '2 minutes'` })
    .where(eq(bankFiles.id, id));

/** A reader that hands out so many items, over all its readings, and then breaks. */
function brokenOff(items: readonly BankFileItem[], after: number): AsyncIterable<BankFileItem> {
  return (async function* () {
    for (const item of items) {
      if (handedOut.get(items) === after) break;
      handedOut.set(items, (handedOut.get(items) ?? 0) + 1);
      yield item;
    }
    if (handedOut.get(items) === after) {
      handedOut.delete(items);
      throw new Error('broken off');
    }
  })();
}
const handedOut = new Map<readonly BankFileItem[], number>();

describe('a file that is refused', () => {
  const refusedItems: [string, string, (of: ReceivingAccount) => BankFileItem[]][] = [
    [
      'an account that is not ours',
      'unknown_account',
      (of) => statementOf({ ...of, accountNumber: '99999999' }, [creditLine()]),
    ],
    ['another currency', 'currency_differs', (of) => statementOf(of, [creditLine({ currency: 'USD' })])],
    ['no transaction', 'empty', (of) => statementOf(of, [])],
    [
      'sums that do not add up',
      'sums_do_not_add_up',
      (of) =>
        statementOf(of, [creditLine()]).map((item) => (item.kind === 'end' ? { ...item, closingMinor: 5n } : item)),
    ],
    [
      'one reference for two transactions',
      'reference_conflict',
      (of) =>
        statementOf(of, [
          creditLine({ bankReference: 'TWICE-1' }),
          creditLine({ bankReference: 'TWICE-1', amount: '2.00' }),
        ]),
    ],
    [
      'an amount nobody can move',
      'amount_not_readable',
      (of) =>
        statementOf(of, [creditLine()]).map((item) =>
          item.kind === 'line' ? { ...item, line: { ...item.line, amountMinor: 10n ** 15n } } : item,
        ),
    ],
  ];
  it.each(refusedItems)('keeps nothing of a file with %s', async (_name, code, make) => {
    const items = make(account);
    await waitingFile(world.operator);
    const before = await rowCounts();
    await importItems(items);
    const [file] = await database().select().from(bankFiles).orderBy(sql`created_at desc`).limit(1);
    expect(file).toMatchObject({ state: 'refused', refusal: code, linesDone: 0 });
    expect(grownBy(before, await rowCounts())).toEqual({ audit_entries: 1 });
  });

  it('names a reference that is known with another amount or payer', async () => {
    const known = creditLine({ bankReference: 'KNOWN-1', payerName: '原付款人有限公司' });
    await imported(world.operator, statementOf(account, [known]));
    for (const changed of [{ amount: '7.00' }, { payerName: '他人' }, { direction: 'debit' as const }]) {
      const line = { ...creditLine({ bankReference: 'KNOWN-1', payerName: '原付款人有限公司', ...changed }) };
      const file = await imported(world.operator, statementOf(account, [creditLine(), line]));
      expect(file).toMatchObject({ state: 'refused', refusal: 'reference_conflict', refusalLine: 3 });
      expect(file.refusalDetail).toEqual({ reference: 'KNOWN-1' });
    }
    const cut = { ...known, payerName: '原付款人' };
    expect(await imported(world.operator, statementOf(account, [cut]))).toMatchObject({ state: 'done', linesKnown: 1 });
  });

  it('names an account that is closed', async () => {
    const closed = await receivingAccountOf(world.operator, { isDefault: false, state: 'closed' });
    const file = await imported(world.operator, statementOf(closed, [creditLine()]));
    expect(file).toMatchObject({
      state: 'refused',
      refusal: 'unknown_account',
      refusalDetail: { account: closed.accountNumber },
    });
  });
});
