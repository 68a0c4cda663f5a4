import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { database } from '@/db/client';
import { readScope } from '@/domain/read-scope';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { accountOf, booksOfMonths, closeAllMonths, postedAt } from '@/tests/statements';
import { actorOf, makeOrganization, seedWorld, type World, type WorldOrganization } from '@/tests/world';
import { listClosedMonths, listClosedYears } from './month-queries';
import { countWrongMonths } from './verify-months';

let test: TestDatabase;
let world: World;
let partner: WorldOrganization;
let [bank, funds] = [0n, 0n];
let made = 0;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
});
beforeEach(async () => {
  made += 1;
  partner = await makeOrganization({ code: `CC${made}`, kind: 'solution_provider' });
  funds = await accountOf(partner, 'funds');
  bank = await accountOf(await makeOrganization({ code: `CD${made}`, kind: 'operator' }), 'bank_clearing');
});
afterAll(() => test.close());

describe('the chain', () => {
  it('is seen to be broken by whoever changes a figure or takes a month away', async () => {
    for (const at of ['2025-01-31 12:00+08', '2025-02-01 00:00+08'])
      await postedAt(test, at, { debit: bank, credit: funds, minor: 500 });
    await closeAllMonths();
    const broken = async (change: string) => {
      const client = await test.owner.connect();
      try {
        await client.query('begin');
        await client.query('alter table closed_months disable trigger all');
        await client.query(change);
        await client.query('commit');
        return await countWrongMonths(database());
      } finally {
        client.release();
      }
    };
    const change = `in_minor = in_minor + 1, closing_minor = closing_minor + 1 where account_id = ${funds} and month = '2025-01-01'`;
    expect(await broken(`update closed_months set ${change}`)).toBe(1);
    expect(await broken(`update closed_months set ${change.replaceAll('+ 1', '- 1')}`)).toBe(0);
    expect(await broken(`delete from closed_months where account_id = ${funds} and month = '2025-02-01'`)).toBe(1);
    await test.owner.query(`delete from closed_months where account_id = ${funds}`);
    await test.owner.query('alter table closed_months enable trigger all');
    await closeAllMonths();
    await booksOfMonths();
  });
});

describe('[T3] reading closed months', () => {
  it('shows an organization its own, by year and account', async () => {
    for (const at of ['2024-12-31 12:00+08', '2025-02-01 00:00+08'])
      await postedAt(test, at, { debit: bank, credit: funds, minor: 500 });
    await closeAllMonths();
    const scope = readScope(actorOf(partner), 'statements.read');
    expect((await listClosedYears(scope)).slice(-2)).toEqual([2025, 2024]);
    const [december] = await listClosedMonths(scope, 'funds', 2024);
    expect(december).toMatchObject({ month: '2024-12', count: 1, digest: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(await listClosedMonths(scope, 'held', 2024)).toEqual([]);
    const foreign = readScope(actorOf(world.s2), 'statements.read');
    expect([await listClosedYears(foreign), await listClosedMonths(foreign, 'funds', 2024)]).toEqual([[], []]);
  });
});
