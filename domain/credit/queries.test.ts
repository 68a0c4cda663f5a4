import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { database } from '@/db/client';
import { type ReadScope, readScope } from '@/domain/read-scope';
import { pageRequest } from '@/lib/cursor';
import { newId } from '@/lib/id';
import { type Money, subtract } from '@/lib/money';
import { allocate, partnerWith, termsFor } from '@/tests/credit';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { heldWithdrawal } from '@/tests/recharge';
import { answerAs, makeChange } from '@/tests/relations';
import { actorOf, freshKey, fund, seedWorld, type World, type WorldOrganization } from '@/tests/world';
import { reclaimFunds } from '../funds/reclaim-funds';
import { listMovements } from '../funds/statement-queries';
import { listDailyBalances } from '../ledger/statements';
import { type FundsFigures, getFundsFigures } from './figures-queries';
import { findCreditPartner, listCreditPartners } from './operator-queries';
import { setThreshold } from './set-threshold';
import { findSetTerms, listTerms } from './terms-queries';
import { findOwnThreshold, listThresholds } from './threshold-queries';

let test: TestDatabase;
let world: World;
let operator: ReadScope;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
  operator = readScope(actorOf(world.operator), 'credit.oversee');
});
afterEach(booksAreRight);
afterAll(() => test.close());

const fundsOf = (partner: WorldOrganization) => readScope(actorOf(partner), 'funds.read');
/** A moment between what has been posted and what will be. */
async function moment(): Promise<Date> {
  const { rows } = await database().execute<{ at: string }>(
    sql`select date_trunc('milliseconds', clock_timestamp()) + interval '1 ms' as at`,
  );
  const at = new Date(rows[0]?.at ?? 0);
  const isOver = async () =>
    (await database().execute(sql`select 1 where clock_timestamp() > ${at.toISOString()}::timestamptz`)).rows.length >
    0;
  while (!(await isOver()));
  return at;
}

describe('[X8] figures as of a moment', () => {
  it('are what they were then: balance, credit, earmarks, what was held, the chart and the movements', async () => {
    const { partner, customer } = await partnerWith(world, '1000.00');
    const scope = fundsOf(partner);
    const steps: readonly (() => Promise<unknown>)[] = [
      () => termsFor(world.operator, partner, { creditLimit: '500', designated: '50', owedInvoices: '10' }),
      () => allocate(partner, customer, '700.00'),
      () => heldWithdrawal(partner, '100.00'),
      () => allocate(partner, customer, '500.00'),
      () => fund(world, partner, '400.00'),
      () => termsFor(world.operator, partner, { designated: '20' }),
      () => reclaimFunds(actorOf(partner), freshKey(), { customerId: customer.customerId, amount: '33.33' }),
    ];
    const kept: { at: Date; figures: FundsFigures }[] = [];
    for (const step of steps) {
      await step();
      const { at: _, ...figures } = await getFundsFigures(scope);
      const at = await moment();
      kept.push({ at, figures: { at, ...figures } });
    }
    for (const { at, figures } of kept) {
      expect(await getFundsFigures(scope, at)).toEqual(figures);
      const net: Money = subtract(figures.recharge, figures.creditUsed);
      expect((await listDailyBalances(scope, 30, at)).at(-1)?.balance).toEqual(net);
      const { rows } = await listMovements(scope, { limit: 50 }, at);
      expect(rows[0]?.balanceAfter).toEqual(net);
      expect(rows.every((row) => row.at <= at)).toBe(true);
    }
    expect(kept.at(-1)?.figures).toMatchObject({
      recharge: { minor: 13_333n },
      held: { minor: 10_000n },
      available: { minor: 11_333n },
    });
    const before = new Date('2020-01-01T00:00:00Z');
    expect(await getFundsFigures(scope, before)).toMatchObject({
      recharge: { minor: 0n },
      creditLimit: { minor: 0n },
      available: { minor: 0n },
    });
    expect((await listMovements(scope, { limit: 50 }, before)).rows).toEqual([]);
    expect((await listDailyBalances(scope, 30, before)).every(({ balance }) => balance === null)).toBe(true);
  });
});

describe('the operator’s list', () => {
  it('shows every partner at the top of a tree with what it has, a page at a time, and finds one', async () => {
    const { partner, customer } = await partnerWith(world, '100.00', {
      creditLimit: '500',
      designated: '20',
      owedInvoices: '7',
    });
    await allocate(partner, customer, '400.00');
    const all = await listCreditPartners(operator, {}, { limit: 100 });
    expect(all.rows.every(({ kind }) => kind === 'distributor' || kind === 'solution_provider')).toBe(true);
    expect(all.rows.map(({ id }) => id)).toEqual(expect.arrayContaining([world.d1.id, world.s1.id, partner.id]));
    const first = await listCreditPartners(operator, {}, pageRequest({}, { key: 'instant', id: 'organization' }, 3));
    const second = await listCreditPartners(
      operator,
      {},
      pageRequest({ after: first.after }, { key: 'instant', id: 'organization' }, 3),
    );
    expect([...first.rows, ...second.rows].map(({ id }) => id)).toEqual(all.rows.slice(0, 6).map(({ id }) => id));
    const [found] = (await listCreditPartners(operator, { q: `CNRY-${partner.code}-name` }, { limit: 10 })).rows;
    expect(found).toMatchObject({
      ...{ id: partner.id, recharge: { minor: 0n }, creditUsed: { minor: 30_000n }, available: { minor: 18_000n } },
      terms: { creditLimit: { minor: 50_000n }, designated: { minor: 2_000n }, owedInvoices: { minor: 700n } },
    });
    expect(await findCreditPartner(operator, partner.id)).toEqual(found);
    for (const other of [world.r1a.id, world.g1.id, world.operator.id, newId('organization')])
      expect(await findCreditPartner(operator, other)).toBeUndefined();
  });

  it('is nobody else’s', async () => {
    const scope = fundsOf(world.s1);
    expect((await listCreditPartners(scope, {}, { limit: 10 })).rows).toEqual([]);
    expect(await findCreditPartner(scope, world.s1.id)).toBeUndefined();
  });

  it('[P4] walks an index, whatever number of customers there is', async () => {
    await test.owner.query(`insert into organizations (id, root_id, kind, name, account_name, created_at)
      select gen_random_uuid(), gen_random_uuid(), 'customer', 'many ' || i, 'many-' || i, now() - i * interval '1 second' from generate_series(1, 20000) i`);
    await test.owner.query('analyze organizations');
    const { rows } =
      await test.owner.query(`explain (format json) select o.id from organizations o where o.kind <> 'customer'
      and o.kind in ('distributor', 'solution_provider') order by o.created_at desc, o.id desc limit 51`);
    const plan = JSON.stringify(rows[0]);
    expect(plan).toMatch(/organizations_(created|kind)_idx/);
    expect(plan).not.toContain('Seq Scan');
  });
});

describe('the history of terms', () => {
  it('is the partner’s own, without who at the platform has set them', async () => {
    const { partner } = await partnerWith(world, '0.00', { creditLimit: '1' });
    const id = await termsFor(world.operator, partner, { creditLimit: '2', designated: '1' });
    const own = await listTerms(fundsOf(partner), partner.id, { limit: 10 });
    expect(own.rows).toMatchObject([
      {
        id,
        terms: { creditLimit: { minor: 200n } },
        before: { creditLimit: { minor: 100n } },
        reason: 'As agreed',
        userName: null,
      },
      { terms: { creditLimit: { minor: 100n } }, before: { creditLimit: { minor: 0n } } },
    ]);
    expect((await listTerms(fundsOf(world.s1), partner.id, { limit: 10 })).rows).toEqual([]);
    const seen = await listTerms(operator, partner.id, { limit: 1 });
    expect(seen.rows).toMatchObject([{ id, userName: 'CNRY-V-user-finance' }]);
    expect(seen.after).toBeDefined();
    const then = own.rows.at(-1)?.at;
    expect(
      (await listTerms(fundsOf(partner), partner.id, { limit: 10 }, new Date((then?.getTime() ?? 0) + 1))).rows.length,
    ).toBeGreaterThan(0);
    expect(await findSetTerms(operator, 'no such request')).toBeUndefined();
  });
});

describe('the list of thresholds', () => {
  it('is the organization’s own, and says nothing of a customer that has left', async () => {
    const { partner, customer } = await partnerWith(world, '100.00');
    await allocate(partner, customer, '40.00');
    const set = async (customerId: string | null, amount: string) => {
      const outcome = await setThreshold(actorOf(partner), freshKey(), { customerId, amount });
      if (!outcome.ok) throw new Error(outcome.code);
      return outcome.id;
    };
    const [own, theirs] = [await set(null, '70.00'), await set(customer.customerId, '50.00')];
    const scope = readScope(actorOf(partner), 'thresholds.manage');
    expect((await listThresholds(scope, { limit: 10 })).rows).toMatchObject([
      { id: theirs, customer: { id: customer.customerId }, available: { minor: 4_000n }, amount: { minor: 5_000n } },
      { id: own, customer: null, available: { minor: 6_000n } },
    ]);
    expect(await findOwnThreshold(scope)).toMatchObject({ id: own });
    await answerAs(customer, 'partner', await makeChange(customer, 'customer'), true);
    expect((await listThresholds(scope, { limit: 1 })).rows).toMatchObject([
      { id: theirs, customer: { id: customer.customerId }, available: undefined },
    ]);
    const other = readScope(actorOf(world.s1), 'thresholds.manage');
    expect([(await listThresholds(other, { limit: 10 })).rows, await findOwnThreshold(other)]).toEqual([[], undefined]);
  });
});
