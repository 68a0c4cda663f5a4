import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { database, inTransaction } from '@/db/client';
import { openAccount, postBatch } from '@/domain/ledger/post';
import { readScope } from '@/domain/read-scope';
import { newId } from '@/lib/id';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { yuan } from '@/tests/recharge';
import { accountOf, booksOfMonths, closeAllMonths, creditOf, monthsOf, postedAt } from '@/tests/statements';
import { actorOf, makeCustomer, makeOrganization, seedWorld, type World, type WorldOrganization } from '@/tests/world';
import { closeMonths } from './close-months';
import { getMonthFigures, getPeriodFigures } from './period-queries';
import { listStatement } from './queries';

let test: TestDatabase;
let world: World;
let bank: bigint;
let partner: WorldOrganization;
let funds: bigint;
let made = 0;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
});
beforeEach(async () => {
  made += 1;
  partner = await makeOrganization({ code: `CM${made}`, kind: 'solution_provider' });
  funds = await accountOf(partner, 'funds');
  // A bank of its own: history is written in order on both sides.
  bank = await accountOf(await makeOrganization({ code: `CB${made}`, kind: 'operator' }), 'bank_clearing');
});
afterAll(() => test.close());

const figuresOf = async (account: bigint) =>
  (await monthsOf(account)).map(({ month, openingMinor, inMinor, outMinor, closingMinor, entryCount }) => [
    month,
    ...[openingMinor, inMinor, outMinor, closingMinor].map(Number),
    entryCount,
  ]);
describe('[M24] months of Beijing', () => {
  it('ends between 23:59:59.9 and 00:00:00.0, at ends of months and years and on 29 February', async () => {
    const moments = [
      '2023-12-31 23:59:59.9+08',
      '2024-01-01 00:00:00.0+08',
      '2024-01-31 23:59:59.999999+08',
      '2024-02-01 00:00:00.0+08',
      '2024-02-29 23:59:59.9+08',
      '2024-03-01 00:00:00.0+08',
      '2024-04-30 23:59:59.9+08',
    ];
    for (const [index, at] of moments.entries())
      await postedAt(test, at, { debit: bank, credit: funds, minor: 10 ** index });
    await closeAllMonths();
    const months = await figuresOf(funds);
    expect(months.slice(0, 6)).toEqual([
      ['2023-12-01', 0, 1, 0, 1, 1],
      ['2024-01-01', 1, 110, 0, 111, 2],
      ['2024-02-01', 111, 11_000, 0, 11_111, 2],
      ['2024-03-01', 11_111, 100_000, 0, 111_111, 1],
      ['2024-04-01', 111_111, 1_000_000, 0, 1_111_111, 1],
      ['2024-05-01', 1_111_111, 0, 0, 1_111_111, 0],
    ]);
    await booksOfMonths();
    // The statement, by Beijing's days, says the same of each month, and every line is in exactly one.
    const scope = readScope(actorOf(partner), 'statements.read');
    const seen: string[] = [];
    for (const [month, opening, income, expense, closing, count] of months) {
      const { recharge } = await getMonthFigures(scope, String(month).slice(0, 7));
      const { minor } = recharge.opening;
      expect([Number(minor), Number(recharge.income.minor), Number(recharge.expense.minor)]).toEqual([
        opening,
        income,
        expense,
      ]);
      expect([Number(recharge.closing.minor), recharge.count]).toEqual([closing, count]);
      const days = { from: String(month), to: lastDayOf(String(month)) };
      const { rows } = await listStatement(scope, { account: 'recharge', ...days }, { limit: 50 });
      expect(rows).toHaveLength(Number(count));
      seen.push(...rows.map(({ number }) => number));
    }
    expect([seen.length, new Set(seen).size]).toEqual([7, 7]);
  });

  it('follows each other with opening + movements = closing, whatever moved', async () => {
    const customer = await makeCustomer(partner, `cm-${made}`, 'resale');
    const [theirs, held] = [await accountOf(customer, 'funds'), await heldAccountOf(partner)];
    let [at, state] = [Date.UTC(2024, 10, 20), 7];
    await postedAt(test, new Date(at).toISOString(), { debit: bank, credit: funds, minor: 100_000_000 });
    const random = (max: number) => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      return Math.floor(state / 65_536) % max;
    };
    for (let index = 0; index < 120; index += 1) {
      at += random(30_000) * 17_000;
      const debit = index % 2 === 0 ? funds : bank;
      const credit = [theirs, debit === funds ? held : funds][random(2)] ?? theirs;
      await postedAt(test, new Date(at).toISOString(), { debit, credit, minor: 1 + random(30_000) });
    }
    await closeAllMonths();
    await booksOfMonths();
    for (const account of [funds, theirs, held]) {
      const months = await figuresOf(account);
      expect(months.length).toBeGreaterThan(10);
      let closing: unknown = 0;
      for (const [, opening, income, expense, after] of months) {
        expect(opening).toBe(closing);
        expect(Number(opening) + Number(income) - Number(expense)).toBe(after);
        closing = after;
      }
    }
  });

  it('counts an entry that crosses zero on both accounts, and the credit limit on the one', async () => {
    await creditOf(world, partner, 1_000n);
    const other = await makeOrganization({ code: `CX${made}`, kind: 'solution_provider' });
    const pay = async (debit: bigint, credit: bigint, amount: string) =>
      inTransaction((tx) =>
        postBatch(tx, [{ id: newId('transfer'), kind: 'allocate', debit, credit, amount: yuan(amount) }]),
      );
    await pay(bank, funds, '5.00');
    await pay(funds, await accountOf(other, 'funds'), '8.00');
    await pay(bank, funds, '4.00');
    const scope = readScope(actorOf(partner), 'statements.read');
    const { recharge, credit } = await getPeriodFigures(scope, database(), {});
    const of = (figures: typeof recharge) =>
      [figures.opening, figures.income, figures.expense, figures.closing].map(({ minor }) => Number(minor));
    expect([of(recharge), recharge.count]).toEqual([[0, 600, 500, 100], 3]);
    expect([of(credit), credit.count]).toEqual([[0, 1_300, 300, 1_000], 3]);
  });
});

describe('[M24] the job', () => {
  const three = async () => {
    for (const at of ['2025-01-31 12:00+08', '2025-02-01 00:00+08', '2025-04-30 23:59:59.9+08'])
      await postedAt(test, at, { debit: bank, credit: funds, minor: 500 });
  };

  it('chains digests, and changes nothing when it runs again', async () => {
    await three();
    await closeAllMonths();
    const months = await monthsOf(funds);
    expect(months.slice(0, 4).map(({ month }) => month)).toEqual([
      '2025-01-01',
      '2025-02-01',
      '2025-03-01',
      '2025-04-01',
    ]);
    const [first, second] = months;
    const text = `${funds}|2025-02-01|CNY|500|500|0|1000|1|2`;
    expect(second?.previousDigest).toEqual(first?.digest);
    expect(second?.digest).toEqual(
      createHash('sha256')
        .update(first?.digest ?? '')
        .update(text)
        .digest(),
    );
    expect([await closeAllMonths(), await monthsOf(funds)]).toEqual([0, months]);
    await booksOfMonths();
  });

  it('does not close the month that runs, nor one without a beginning', async () => {
    const none = await makeOrganization({ code: `CN${made}`, kind: 'solution_provider' });
    await postedAt(test, '2025-01-31 12:00+08', { debit: bank, credit: funds, minor: 500 });
    await closeAllMonths();
    const [last] = (await monthsOf(funds)).toReversed();
    const { rows } = await test.owner.query(
      `select to_char(date_trunc('month', now() at time zone 'Asia/Shanghai') - interval '1 month', 'YYYY-MM-DD') as month`,
    );
    expect(last?.month).toBe(rows[0].month);
    expect(await monthsOf(await accountOf(none, 'funds'))).toEqual([]);
  });

  it('closes each once when many run at once', async () => {
    await three();
    await Promise.all(Array.from({ length: 8 }, closeAllMonths));
    await closeAllMonths();
    const months = await monthsOf(funds);
    expect(new Set(months.map(({ month }) => month)).size).toBe(months.length);
    await booksOfMonths();
  });

  it('goes on where one died in the middle', async () => {
    await three();
    // It dies behind its first month: what it did not commit never was.
    await test.owner.query(`create function die() returns trigger language plpgsql as $$ begin
      if new.month = '2025-03-01' then raise exception 'killed'; end if; return new; end $$`);
    await test.owner.query('create trigger die before insert on closed_months for each row execute function die()');
    await expect(closeAllMonths()).rejects.toThrow();
    const before = await monthsOf(funds);
    expect(before.map(({ month }) => month)).toEqual(['2025-01-01', '2025-02-01']);
    await test.owner.query('drop trigger die on closed_months');
    await test.owner.query('drop function die()');
    await closeAllMonths();
    expect((await monthsOf(funds)).slice(0, 2)).toEqual(before);
    await booksOfMonths();
  });

  it('waits for a posting that is not committed yet', async () => {
    await postedAt(test, '2025-01-10 12:00+08', { debit: bank, credit: funds, minor: 500 });
    const late = await test.owner.connect();
    await late.query('begin');
    await late.query(`select ledger_post_dated($1, 'recharge', $2, $3, 'CNY', 7, '2025-01-31 23:59:59.9+08')`, [
      crypto.randomUUID(),
      ...[bank, funds],
    ]);
    const closing = closeMonths();
    await untilWaiting();
    await late.query('commit');
    late.release();
    await closing;
    await closeAllMonths();
    expect((await figuresOf(funds))[0]).toEqual(['2025-01-01', 0, 507, 0, 507, 2]);
    await booksOfMonths();
  });

  it('lets nobody write into a closed month, nor change one', async () => {
    await three();
    await closeAllMonths();
    await expect(postedAt(test, '2025-05-15 00:00+08', { debit: bank, credit: funds, minor: 1 })).rejects.toMatchObject(
      { code: 'LG007' },
    );
    for (const change of [
      'update closed_months set in_minor = 1',
      'delete from closed_months',
      'truncate closed_months',
    ])
      await expect(test.owner.query(change)).rejects.toThrow();
  });
});

const lastDayOf = (month: string): string =>
  new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5, 7)), 0)).toISOString().slice(0, 10);

async function heldAccountOf({ id }: WorldOrganization): Promise<bigint> {
  return inTransaction((tx) => openAccount(tx, id, 'held', 'CNY'));
}

/** Until somebody of the application waits for a lock. */
async function untilWaiting(): Promise<void> {
  await expect
    .poll(
      async () =>
        (
          await test.owner.query(
            `select 1 from pg_locks l join pg_database d on d.oid = coalesce(l.database, d.oid) where not l.granted and d.datname = current_database()`,
          )
        ).rows.length,
      { interval: 20, timeout: 5_000 },
    )
    .toBeGreaterThan(0);
}
