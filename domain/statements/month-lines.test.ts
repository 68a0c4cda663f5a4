import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { database } from '@/db/client';
import { readScope } from '@/domain/read-scope';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { accountOf, closeAllMonths, postedAt } from '@/tests/statements';
import { actorOf, makeOrganization, seedWorld, type WorldOrganization } from '@/tests/world';
import { clocksOf, meantWords, statementFilterOf } from './filter-text';
import { listClosedMonths } from './month-queries';
import { getPeriodFigures } from './period-queries';
import { listStatement } from './queries';

const zone = 'America/New_York';

let test: TestDatabase;
let partner: WorldOrganization;
beforeAll(async () => {
  test = await freshDatabase();
  await seedWorld();
  partner = await makeOrganization({ code: 'ML', kind: 'solution_provider' });
  const bank = await accountOf(await makeOrganization({ code: 'MLB', kind: 'operator' }), 'bank_clearing');
  const credit = await accountOf(partner, 'funds');
  for (const [at, minor] of [
    ['2024-01-31 23:59:59.9+08', 1_00],
    ['2024-02-01 00:00:00+08', 2_00],
    ['2024-02-29 23:59:59.999999+08', 3_00],
    ['2024-03-01 00:00:00+08', 4_00],
  ] as const)
    await postedAt(test, at, { debit: bank, credit, minor });
});
afterAll(() => test.close());

/** Somebody who reads it where it is half a day earlier than in Beijing. */
const scopeOf = () => ({ ...readScope(actorOf(partner, 'finance'), 'statements.read'), timeZone: zone });
const amountsOf = async (filter: ReturnType<typeof statementFilterOf>) =>
  (await listStatement(scopeOf(), filter, { limit: 50 })).rows.map(({ change }) => Number(change.minor));

describe('[M24] the lines of a month', () => {
  it('come to what it was closed with, wherever its reader is', async () => {
    await closeAllMonths();
    const closed = await listClosedMonths(scopeOf(), 'funds', 2024);
    for (const [month, amounts] of [
      ['2024-01', [1_00]],
      ['2024-02', [3_00, 2_00]],
      ['2024-03', [4_00]],
    ] as const) {
      const filter = statementFilterOf({ of_month: month }, zone);
      expect(await amountsOf(filter)).toEqual(amounts);
      const { recharge } = await getPeriodFigures(clocksOf(scopeOf(), filter), database(), filter);
      expect(closed.find((one) => one.month === month)).toMatchObject(recharge);
    }
  });

  it('are not those of the same days by the reader’s own clocks', async () => {
    expect(await amountsOf(statementFilterOf({ from: '2024-02-01', to: '2024-02-29' }, zone))).toEqual([4_00, 3_00]);
  });

  it('leave other days no say, and are no month unless they are written as one', async () => {
    const text = { of_month: '2024-02', from: '2020-01-01', to: '2020-01-02' };
    expect(await amountsOf(statementFilterOf(text, zone))).toEqual([3_00, 2_00]);
    expect(meantWords(text, zone)).toEqual({ of_month: '2024-02' });
    for (const of_month of ['2024-13', '2024-2', '2024-02-01', 'x', ' 2024-02']) {
      expect(meantWords({ of_month, from: '2024-02-01' }, zone)).toEqual({ from: '2024-02-01' });
      expect(await amountsOf(statementFilterOf({ of_month }, zone))).toEqual([4_00, 3_00, 2_00, 1_00]);
    }
  });
});
