import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { database } from '@/db/client';
import { getBalance, listDailyBalances } from '@/domain/ledger/statements';
import { type ReadScope, readScope } from '@/domain/read-scope';
import { pageRequest } from '@/lib/cursor';
import { type Id, newId, uuidOf } from '@/lib/id';
import { money } from '@/lib/money';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import {
  actorOf,
  freshKey,
  fund,
  makeCustomer,
  makeOrganization,
  seedWorld,
  type World,
  type WorldCustomer,
} from '@/tests/world';
import { findAdjustment } from './adjustment-detail-queries';
import type { AdjustmentFilter } from './adjustment-filter';
import { allocateFunds } from './allocate-funds';
import { findCustomerParty, findResellerParty } from './party-queries';
import { exportAdjustments, findDoneRequest, listAdjustments, sumAdjustments } from './queries';
import { reclaimFunds } from './reclaim-funds';
import { listMovements } from './statement-queries';
import { adjustmentIdOf, transactionNumber } from './transaction-number';

let test: TestDatabase;
let world: World;
let mine: WorldCustomer;
let other: WorldCustomer;
let scope: ReadScope;
const made: Id<'adjustment'>[] = [];

beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
  mine = await makeCustomer(world.s1, 'mine', 'resale', { managerId: world.s1.users.sales });
  other = await makeCustomer(world.s1, 'other', 'resale');
  await fund(world, world.s1, '1000.00');
  await fund(world, world.s2, '1000.00');
  scope = readScope(actorOf(world.s1), 'adjustments.read');
  // Seven at one instant, so that only the id tells them apart, then three more.
  const together = await allocateFunds.many(
    actorOf(world.s1, 'finance'),
    Array.from({ length: 7 }, (_, index) => ({
      requestKey: freshKey(),
      input: { customerId: (index % 2 ? mine : other).customerId, amount: `${index + 1}.00`, memo: `memo ${index}` },
    })),
  );
  const back = await reclaimFunds(actorOf(world.s1), freshKey(), { customerId: mine.customerId, amount: '1.50' });
  for (const outcome of [...together, back]) {
    if (!outcome.ok) throw new Error(outcome.code);
    made.push(outcome.id);
  }
  const foreign = { customerId: world.customers['S2']?.one.customerId, amount: '99.00' };
  await allocateFunds(actorOf(world.s2), freshKey(), foreign);
});
afterAll(() => test.close());

const idsOf = async (filter: AdjustmentFilter, as = scope) =>
  (await listAdjustments(as, filter, { limit: 50 })).rows.map((line) => line.id);
const amounts = async (filter: AdjustmentFilter) => {
  const { count, allocated, reclaimed } = await sumAdjustments(scope, filter);
  return [count, allocated.minor, reclaimed.minor];
};

describe('adjustment records', () => {
  it('are paged without a gap or a repeat, also where many have one instant and more arrive meanwhile', async () => {
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await listAdjustments(scope, {}, pageRequest({ after }, { key: 'instant', id: 'adjustment' }, 3));
      seen.push(...page.rows.map((line) => line.id));
      after = page.after;
      await allocateFunds(actorOf(world.s1), freshKey(), { customerId: other.customerId, amount: '0.01' });
    } while (after && seen.length < 30);
    expect(new Set(seen).size).toBe(seen.length);
    expect(made.every((id) => seen.includes(id))).toBe(true);
  });

  it('are filtered by party, type, number and operator; what means nothing finds nothing', async () => {
    const [first] = made;
    const last = made.at(-1);
    if (!first || !last) throw new Error('made');
    expect(await idsOf({ kind: 'reclaim' })).toEqual([last]);
    expect(await idsOf({ transaction: transactionNumber('reclaim', last) })).toEqual([last]);
    expect(await idsOf({ transaction: ` ${transactionNumber('allocate', first).toLowerCase()} ` })).toEqual([first]);
    expect(await amounts({ party: mine.customerId })).toEqual([4, 1200n, 150n]);
    expect(await amounts({ party: 'CNRY-MINE' })).toEqual([4, 1200n, 150n]);
    expect(await idsOf({ operator: world.s1.users.finance })).toHaveLength(7);
    for (const filter of [
      { kind: 'theft' },
      { transaction: 'AD1' },
      { operator: 'x' },
      { operator: 'api' },
      { from: '2026-13-01' },
      { to: 'yesterday' },
      { party: '100%' },
      { party: world.s2.id },
      { transaction: transactionNumber('allocate', newId('adjustment')) },
    ]) {
      expect(await idsOf(filter), JSON.stringify(filter)).toEqual([]);
    }
  });

  it('are bounded by days of the organization, the last one included', async () => {
    const { rows } = await database().execute<{ day: string }>(
      sql`select to_char(created_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD') as day from fund_adjustments order by created_at limit 1`,
    );
    const day = rows[0]?.day ?? '';
    const [next] = (
      await database().execute<{ day: string }>(sql`select to_char(${day}::date + 1, 'YYYY-MM-DD') as day`)
    ).rows;
    expect((await idsOf({ from: day, to: day })).length).toBeGreaterThan(7);
    expect(await idsOf({ from: next?.day ?? '' })).toEqual([]);
    // The day of Kiritimati is ahead, that of Pago Pago behind: at no time do both have the same one.
    const elsewhere = await Promise.all(
      ['Pacific/Kiritimati', 'Pacific/Pago_Pago'].map(
        async (timeZone) => (await idsOf({ from: day, to: day }, { ...scope, timeZone })).length > 0,
      ),
    );
    expect(elsewhere).not.toEqual([true, true]);
  });

  it('[T3] of others are like those that do not exist; people in sales see their own customers', async () => {
    const [id] = made;
    if (!id) throw new Error('made');
    expect(await findAdjustment(readScope(actorOf(world.s2), 'adjustments.read'), id)).toBeUndefined();
    expect(await findAdjustment(scope, newId('adjustment'))).toBeUndefined();
    const ofS2 = { party: world.customers['S2']?.one.customerId ?? '' };
    expect(await idsOf(ofS2, readScope(actorOf(world.s2), 'adjustments.read'))).toHaveLength(1);
    expect(await idsOf(ofS2)).toEqual([]);
    expect(await amounts(ofS2)).toEqual([0, 0n, 0n]);
    expect((await exportAdjustments(scope, ofS2)).count).toBe(0);
    const sales = readScope(actorOf(world.s1, 'sales'), 'adjustments.read');
    expect(await findAdjustment(sales, id)).toBeUndefined();
    expect((await idsOf({}, sales)).length).toBe(4);
    expect((await sumAdjustments(sales, {})).count).toBe(4);
    expect((await exportAdjustments(sales, {})).count).toBe(4);
    expect(await findCustomerParty(sales, other.customerId)).toBeUndefined();
    expect(await findCustomerParty(sales, mine.customerId)).toMatchObject({ balance: money(1050n, 'CNY') });
    expect(await findCustomerParty(scope, world.customers['S2']?.one.customerId ?? mine.customerId)).toBeUndefined();
    expect(await findResellerParty(scope, world.r1a.id)).toBeUndefined();
  });

  it('are exported as a whole: the head agrees with the rows', async () => {
    const found = await exportAdjustments(scope, {});
    const rows = [];
    await allocateFunds(actorOf(world.s1), freshKey(), { customerId: other.customerId, amount: '0.01' });
    for await (const row of found.rows) rows.push(row);
    expect(rows).toHaveLength(found.count);
    const sums = { allocate: 0n, reclaim: 0n, unbind: 0n };
    for (const row of rows) sums[row.kind] += row.amount.minor;
    expect([sums.allocate, sums.reclaim]).toEqual([found.allocated.minor, found.reclaimed.minor]);
  });

  it('have both postings, who did it, and whose the money was', async () => {
    const id = made.at(-1);
    const detail = id && (await findAdjustment(scope, id));
    expect(detail).toMatchObject({
      kind: 'reclaim',
      via: 'session',
      userName: 'CNRY-S1-user-admin',
      isPartyOwn: true,
      postings: [
        {
          owner: { isReader: false },
          amount: { minor: -150n },
          balanceBefore: { minor: 1200n },
          balanceAfter: { minor: 1050n },
        },
        { owner: { isReader: true }, amount: { minor: 150n } },
      ],
    });
    await database().execute(
      sql`update associations set ended_at = clock_timestamp() where customer_id = ${uuidOf(mine.customerId)}`,
    );
    const parted = id && (await findAdjustment(scope, id));
    expect(parted?.postings[0]).not.toHaveProperty('balanceAfter');
    await database().execute(
      sql`update associations set ended_at = null where customer_id = ${uuidOf(mine.customerId)}`,
    );
  });

  it('are found by the key that made them, within the organization', async () => {
    const key = freshKey();
    const outcome = await allocateFunds(actorOf(world.s1), key, { customerId: mine.customerId, amount: '0.02' });
    expect(await findDoneRequest(scope, allocateFunds.commandName, key)).toBe(outcome.ok ? outcome.id : '');
    expect(
      await findDoneRequest(readScope(actorOf(world.s2), 'funds.read'), allocateFunds.commandName, key),
    ).toBeUndefined();
  });
});

describe('a transaction number', () => {
  it('reads back, and nothing else does', () => {
    const id = newId('adjustment');
    expect(adjustmentIdOf(transactionNumber('allocate', id))).toBe(id);
    expect(adjustmentIdOf(transactionNumber('unbind', id))).toBe(id);
    expect(adjustmentIdOf(id)).toBe(id);
    for (const text of ['', 'AD', 'XX123', newId('user'), `${id}0`]) expect(adjustmentIdOf(text)).toBeUndefined();
  });
});

describe('a statement', () => {
  it('shows the customer the same figures as the partner, and each line follows from the one before', async () => {
    const own = await listMovements(readScope(actorOf(mine), 'balance.read'), { limit: 50 });
    const records = (await listAdjustments(scope, { party: mine.customerId }, { limit: 50 })).rows;
    expect(own.rows.map((line) => line.adjustment?.number)).toEqual(records.map((line) => line.number));
    expect(own.rows.map((line) => (line.amount.minor < 0n ? -line.amount.minor : line.amount.minor))).toEqual(
      records.map((line) => line.amount.minor),
    );
    expect(own.rows.every((line) => line.adjustment?.isOwn === false)).toBe(true);
    const balance = await getBalance(readScope(actorOf(mine), 'balance.read'));
    expect(own.rows[0]?.balanceAfter).toEqual(balance);
    for (const [index, line] of own.rows.entries()) {
      const before = own.rows[index + 1]?.balanceAfter.minor ?? 0n;
      expect(line.balanceAfter.minor).toBe(before + line.amount.minor);
    }
  });

  it('is paged by its running number', async () => {
    const funds = readScope(actorOf(world.s1), 'funds.read');
    const all = await listMovements(funds, { limit: 200 });
    const list = { key: 'integer', id: 'transfer' } as const;
    const first = await listMovements(funds, { limit: 5 });
    const second = await listMovements(funds, pageRequest({ after: first.after }, list, 5));
    const back = await listMovements(funds, pageRequest({ before: second.before }, list, 5));
    expect([...first.rows, ...second.rows]).toEqual(all.rows.slice(0, 10));
    expect(back.rows).toEqual(first.rows);
    expect(all.rows.at(-1)).toMatchObject({ kind: 'recharge', counterparty: { kind: 'operator' } });
  });
});

describe('daily balances', () => {
  it('end at today with what there is, and begin when the account does', async () => {
    const funds = readScope(actorOf(world.s1), 'funds.read');
    const days = await listDailyBalances(funds);
    expect(days).toHaveLength(30);
    expect(days.at(-1)?.balance).toEqual(await getBalance(funds));
    expect(days[0]?.balance).toBeNull();
    const fresh = await makeOrganization({ code: 'new', kind: 'solution_provider' });
    expect((await listDailyBalances(readScope(actorOf(fresh), 'funds.read'))).at(-1)?.balance).toEqual(
      money(0n, 'CNY'),
    );
  });
});
