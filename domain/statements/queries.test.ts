import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { database } from '@/db/client';
import { getFundsFigures } from '@/domain/credit/figures-queries';
import { allocateFunds } from '@/domain/funds/allocate-funds';
import { reclaimFunds } from '@/domain/funds/reclaim-funds';
import { listDailyBalances, listStatementLines } from '@/domain/ledger/statements';
import { type ReadScope, readScope } from '@/domain/read-scope';
import { decodeCursor } from '@/lib/cursor';
import { asOfMoment } from '@/lib/zoned-time';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { heldWithdrawal } from '@/tests/recharge';
import { accountOf, creditOf, postedAt } from '@/tests/statements';
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
import { type StatementFilter, statementFilterOf } from './filter-text';
import { getPeriodFigures } from './period-queries';
import { listStatement } from './queries';

let test: TestDatabase;
let world: World;
let partner: WorldOrganization;
let customer: WorldCustomer;
let made = 0;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
});
beforeEach(async () => {
  made += 1;
  partner = await makeOrganization({ code: `ST${made}`, kind: 'solution_provider' });
  customer = await makeCustomer(partner, `ST${made}-1`, 'resale');
});
afterAll(() => test.close());

const scopeOf = (who: WorldOrganization) => readScope(actorOf(who, 'finance'), 'statements.read');
const give = async (amount: string) => {
  const outcome = await allocateFunds(actorOf(partner), freshKey(), { customerId: customer.customerId, amount });
  if (!outcome.ok) throw new Error(outcome.code);
  return outcome.id;
};
const takeBack = (amount: string) =>
  reclaimFunds(actorOf(partner), freshKey(), { customerId: customer.customerId, amount });
const linesOf = async (scope: ReadScope, filter: Partial<StatementFilter> = {}, limit = 50) =>
  (await listStatement(scope, { account: 'recharge', ...filter }, { limit })).rows;
const shown = async (scope: ReadScope, filter: Partial<StatementFilter> = {}) =>
  (await linesOf(scope, filter)).map(({ detail, change, balanceAfter }) => [
    detail,
    Number(change.minor),
    Number(balanceAfter.minor),
  ]);

/** A recharge, credit, allocations that cross zero, one that comes back, and money on its way out. */
async function someHistory() {
  await fund(world, partner, '100.00');
  await creditOf(world, partner, 5_000n);
  const first = await give('30.00');
  await give('90.00');
  await takeBack('25.00');
  await heldWithdrawal(partner, '1.00');
  await creditOf(world, partner, 4_000n);
  return first;
}

describe('a statement', () => {
  afterEach(booksAreRight);

  it('has a line on each account that an entry changed, and the changes of the credit limit', async () => {
    await someHistory();
    const scope = scopeOf(partner);
    expect(await shown(scope)).toEqual([
      ['withdraw_hold', -100, 400],
      ['reclaim', 500, 500],
      ['allocate', -7_000, 0],
      ['allocate', -3_000, 7_000],
      ['recharge', 10_000, 10_000],
    ]);
    expect(await shown(scope, { account: 'credit' })).toEqual([
      ['credit_adjustment', -1_000, 4_000],
      ['reclaim', 2_000, 5_000],
      ['allocate', -2_000, 3_000],
      ['credit_adjustment', 5_000, 5_000],
    ]);
    const [hold, , crossing] = await linesOf(scope);
    expect(hold?.document).toMatchObject({ origin: { kind: 'withdrawal' }, number: expect.stringMatching(/^wdr_/) });
    expect(crossing).toMatchObject({
      number: expect.stringMatching(/^AC[0-9A-Z]{26}-0$/),
      document: { origin: { kind: 'adjustment', isOwn: true }, number: expect.stringMatching(/^AD/) },
      counterparty: { kind: 'customer', id: customer.id },
    });
    const [, credited] = await linesOf(scope, { account: 'credit' });
    expect(credited?.number.replace('-1', '-0')).toBe((await linesOf(scope))[1]?.number);
  });

  it('shows a customer its own side, under the same numbers', async () => {
    await someHistory();
    const scope = scopeOf(customer);
    expect(await shown(scope)).toEqual([
      ['reclaim', -2_500, 9_500],
      ['allocate', 9_000, 12_000],
      ['allocate', 3_000, 3_000],
    ]);
    const [line] = await linesOf(scope);
    const [, theirs] = await linesOf(scopeOf(partner));
    expect([line?.number, line?.document?.number]).toEqual([theirs?.number, theirs?.document?.number]);
    expect(line).toMatchObject({ document: { origin: { isOwn: false } }, counterparty: { id: partner.id } });
  });

  it('is filtered by type, direction, days and numbers', async () => {
    const first = await someHistory();
    const scope = scopeOf(partner);
    const details = async (filter: Partial<StatementFilter>) =>
      (await linesOf(scope, filter)).map(({ detail }) => detail);
    expect(await details({ types: ['allocate'] })).toEqual(['allocate', 'allocate']);
    expect(await details({ types: ['reclaim', 'freeze'] })).toEqual(['withdraw_hold', 'reclaim']);
    expect(await details({ types: ['recharge'], direction: 'in' })).toEqual(['recharge']);
    expect(await details({ types: ['adjustment'] })).toEqual([]);
    expect(await details({ direction: 'in' })).toEqual(['reclaim', 'recharge']);
    expect(await details({ account: 'credit', types: ['adjustment'] })).toEqual([
      'credit_adjustment',
      'credit_adjustment',
    ]);
    expect(await details({ account: 'credit', types: ['reclaim'] })).toEqual(['reclaim']);
    expect(await details({ account: 'credit', direction: 'out' })).toEqual(['credit_adjustment', 'allocate']);
    const { rows } = await test.owner.query(`select to_char(now() at time zone 'Asia/Shanghai', 'YYYY-MM-DD') as day`);
    const { day } = rows[0];
    expect(await details({ from: day, to: day })).toHaveLength(5);
    expect([
      await details({ to: '2020-01-01' }),
      await details({ from: '2099-01-01' }),
      await details({ from: 'x' }),
    ]).toEqual([[], [], []]);
    expect(await linesOf(scope, { account: 'credit', to: '2020-01-01' })).toEqual([]);
    for (const account of ['recharge', 'credit'] as const) {
      for (const line of await linesOf(scope, { account })) {
        expect((await linesOf(scope, { account, number: line.number })).map(({ number }) => number)).toEqual([
          line.number,
        ]);
        if (!line.document) continue;
        const found = await linesOf(scope, {
          account,
          number: line.document.number.toLowerCase().replace(/^ref/, 'REF'),
        });
        expect(found.map(({ number }) => number)).toContain(line.number);
      }
    }
    expect(await details({ number: first })).toEqual(['allocate']);
    expect([await details({ number: 'nothing' }), await details({ number: 'AC0' })]).toEqual([[], []]);
    const nul = statementFilterOf({ number: 'a\0b' }, 'Asia/Shanghai');
    expect(await details(nul)).toEqual([]);
  });

  it('is read page by page, both ways, without losing or doubling a line', async () => {
    await someHistory();
    const scope = scopeOf(partner);
    for (const account of ['recharge', 'credit'] as const) {
      const all = (await linesOf(scope, { account })).map(({ number }) => number);
      const seen: string[] = [];
      let after = undefined as ReturnType<typeof decodeCursor<'transfer'>>;
      let back: string | undefined;
      do {
        const page = await listStatement(scope, { account }, { limit: 2, after });
        seen.push(...page.rows.map(({ number }) => number));
        back = page.before;
        after = decodeCursor(page.after, { key: 'integer', id: 'transfer' });
      } while (after);
      expect(seen).toEqual(all);
      const before = decodeCursor(back, { key: 'integer', id: 'transfer' });
      const previous = await listStatement(scope, { account }, { limit: 2, before });
      const last = all.length % 2 === 0 ? 2 : 1;
      expect(previous.rows.map(({ number }) => number)).toEqual(all.slice(-last - 2, -last));
    }
  });

  it('[T3] holds nothing of others, also by their numbers', async () => {
    await someHistory();
    const numbers = (await linesOf(scopeOf(partner))).flatMap(({ number, document }) => [
      number,
      document?.number ?? '',
    ]);
    for (const other of [world.s2, world.d1, world.customers['S2']?.one ?? world.s2, world.g1]) {
      const scope = scopeOf(other);
      for (const number of numbers) expect(await linesOf(scope, { number })).toEqual([]);
      expect((await linesOf(scope, { account: 'credit' })).length).toBe(0);
    }
  });
});

describe('[X8] as of any moment', () => {
  it('is what the entries up to it add up to, at 1,000 random moments and their edges', async () => {
    const bank = await accountOf(await makeOrganization({ code: `B8${made}`, kind: 'operator' }), 'bank_clearing');
    const accounts = await Promise.all([partner, customer, world.s2, world.d2].map((one) => accountOf(one, 'funds')));
    const owners = [partner, customer, world.s2, world.d2];
    let [at, state] = [Date.UTC(2025, 0, 1), 11];
    const random = (max: number) => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      return Math.floor(state / 65_536) % max;
    };
    for (const credit of accounts)
      await postedAt(test, new Date(at).toISOString(), { debit: bank, credit, minor: 10_000_000 });
    for (let index = 0; index < 150; index += 1) {
      at += random(4) === 0 ? 0 : random(30_000) * 8_641;
      const [debit, credit] = [random(5), random(5)].map((one) => accounts[one] ?? bank);
      if (debit === undefined || credit === undefined || debit === credit) continue;
      await postedAt(test, new Date(at).toISOString(), { debit, credit, minor: 1 + random(9_000), kind: 'allocate' });
    }
    const [from, until] = [Date.UTC(2024, 11, 31), at + 86_400_000];
    const { rows } = await database().execute<{ account_id: string; created_at: Date; amount_minor: string }>(
      sql`select account_id, created_at, amount_minor from ledger_entries where account_id = any(${sql.param(accounts)}::bigint[])`,
    );
    const entries = rows.map((row) => ({ ...row, at: new Date(row.created_at).getTime() }));
    const edges = entries.map((entry) => entry.at);
    const check = async (index: number) => {
      const which = random(4);
      const [owner, account] = [owners[which] ?? partner, accounts[which]];
      const edge = edges[random(edges.length)] ?? from;
      const moment =
        index % 2 === 0
          ? from + Math.floor(((until - from) * random(30_000)) / 30_000)
          : edge - (index % 4 > 1 ? 1 : 0);
      const expected = entries
        .filter((entry) => BigInt(entry.account_id) === account && entry.at <= moment)
        .reduce((sum, entry) => sum + BigInt(entry.amount_minor), 0n);
      const [asOf, scope] = [new Date(moment), scopeOf(owner)];
      const { recharge, creditUsed } = await getFundsFigures(scope, asOf);
      const [line] = await linesOf(scope, { asOf }, 1);
      expect([recharge.minor - creditUsed.minor, line?.balanceAfter.minor ?? 0n]).toEqual([expected, expected]);
    };
    for (let index = 0; index < 1_000; index += 10)
      await Promise.all(Array.from({ length: 10 }, (_, more) => check(index + more)));
  });

  it('holds all of the last millisecond, of which the database knows more than a date can say', async () => {
    const bank = await accountOf(await makeOrganization({ code: `BM${made}`, kind: 'operator' }), 'bank_clearing');
    await postedAt(test, '2025-01-31 23:59:59.9999+08', {
      debit: bank,
      credit: await accountOf(partner, 'funds'),
      minor: 700,
    });
    const asOf = asOfMoment('2025-01-31', 'Asia/Shanghai');
    const figures = await getFundsFigures(scopeOf(partner), asOf);
    const period = await getPeriodFigures(scopeOf(partner), database(), { from: '2025-01-31', asOf });
    const movements = await listStatementLines(scopeOf(partner), { limit: 5 }, asOf);
    const days = await listDailyBalances(scopeOf(partner), 1, asOf);
    expect(figures.recharge.minor).toBe(700n);
    expect(await shown(scopeOf(partner), { asOf })).toEqual([['recharge', 700, 700]]);
    expect(period.recharge).toMatchObject({ income: { minor: 700n }, closing: { minor: 700n }, count: 1 });
    expect(movements.rows.map(({ balanceAfter }) => balanceAfter.minor)).toEqual([700n]);
    expect(days.map(({ day, balance }) => [day, balance?.minor])).toEqual([['2025-01-31', 700n]]);
  });

  it('tells of credit what was lent and used then', async () => {
    await someHistory();
    const scope = scopeOf(partner);
    for (const line of await linesOf(scope, { account: 'credit' })) {
      // To the millisecond behind it, before whatever came next.
      const figures = await getFundsFigures(scope, new Date(line.at.getTime() + 1));
      const [shownThen] = await linesOf(scope, { account: 'credit', asOf: new Date(line.at.getTime() + 1) }, 1);
      expect(figures.credit).toEqual(shownThen?.balanceAfter);
    }
    const [latest] = await linesOf(scope, { account: 'credit' }, 1);
    const figures = await getFundsFigures(scope, new Date(Date.now() + 1_000));
    expect(figures.credit).toEqual(latest?.balanceAfter);
  });
});
