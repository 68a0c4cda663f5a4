import { and, eq, sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { database, inTransaction, schema } from '@/db/client';
import { newId } from '@/lib/id';
import { atOnceMax, decided } from '@/tests/at-once';
import { brokenAt } from '@/tests/broken-at';
import { allocate, askTerms, figuresOf, floorOf, partnerWith, type TermsText, termsFor } from '@/tests/credit';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { refusedUntouched } from '@/tests/untouched';
import {
  actorOf,
  balanceOf,
  freshKey,
  makeOrganization,
  seedWorld,
  type World,
  type WorldOrganization,
} from '@/tests/world';
import { previewTerms } from './preview-terms';
import { setTerms } from './set-terms';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase({ max: atOnceMax + 2 });
  world = await seedWorld();
});
afterEach(booksAreRight);
afterAll(() => test.close());

const ask = (partner: Pick<WorldOrganization, 'id'>, terms: TermsText, key?: string) =>
  askTerms(world.operator, partner, terms, key);
const termsCount = async (partner: WorldOrganization): Promise<number> => {
  const { creditTerms } = schema;
  return (
    await database()
      .select()
      .from(creditTerms)
      .where(sql`${creditTerms.organizationId} = ${sql.param(partner.id, creditTerms.organizationId)}`)
  ).length;
};
describe('setting terms', () => {
  it('writes them down in full with what was before, moves the floor, and tells', async () => {
    const { partner } = await partnerWith(world, '1000.00');
    const before = await rowCounts();
    const id = await termsFor(world.operator, partner, {
      creditLimit: '5,000',
      designated: '200.00',
      owedInvoices: '30.5',
    });
    expect(grownBy(before, await rowCounts())).toEqual({
      ...{ audit_entries: 1, command_receipts: 1, credit_terms: 1, outbox_events: 1 },
    });
    expect(await floorOf(partner)).toBe(-480_000n);
    expect(await figuresOf(partner)).toEqual({
      ...{ recharge: '1000.00', creditLimit: '5000.00', creditUsed: '0.00', credit: '5000.00', designated: '200.00' },
      ...{ available: '5800.00', held: '0.00', owedInvoices: '30.50', withdrawable: '769.50' },
    });
    await termsFor(world.operator, partner, { creditLimit: '4000', designated: '200' });
    const rows = await database()
      .select()
      .from(schema.auditEntries)
      .where(sql`action = 'credit.set_terms' and detail->>'organizationId' = ${partner.id} order by at`);
    expect(rows).toMatchObject([
      {
        subjectId: id,
        detail: { creditLimitWas: '0.00', creditLimit: '5000.00', owedInvoicesWas: '0.00', owedInvoices: '30.50' },
      },
      {
        detail: {
          creditLimitWas: '5000.00',
          creditLimit: '4000.00',
          designatedWas: '200.00',
          designated: '200.00',
          reason: 'As agreed',
        },
      },
    ]);
    const events = await database().select().from(schema.outboxEvents).where(sql`subject_id = ${id}`);
    expect(events).toMatchObject([
      { kind: 'credit.terms_set', organizationId: partner.id, payload: { amount: '5000.00' } },
    ]);
  });

  it('is seen before it is done, by the same steps, and leaves nothing', async () => {
    const { partner, customer } = await partnerWith(world, '100.00', { creditLimit: '300' });
    await allocate(partner, customer, '250.00');
    const look = (terms: TermsText) =>
      previewTerms(actorOf(world.operator), {
        organizationId: partner.id,
        creditLimit: '300',
        designated: '0',
        owedInvoices: '0',
        reason: 'x',
        ...terms,
      });
    const before = await rowCounts();
    expect(await look({ creditLimit: '200' })).toMatchObject({
      objection: undefined,
      outlook: {
        before: { creditLimit: { minor: 30_000n } },
        after: { creditLimit: { minor: 20_000n } },
        balance: { minor: -15_000n },
      },
    });
    expect(await look({ creditLimit: '149.99' })).toMatchObject({
      objection: { code: 'credit_in_use', fields: { creditLimit: 'credit_in_use' } },
      outlook: { after: { creditLimit: { minor: 14_999n } } },
    });
    expect(await look({})).toMatchObject({ objection: { code: 'terms_unchanged' }, outlook: undefined });
    expect(grownBy(before, await rowCounts())).toEqual({});
    expect(await floorOf(partner)).toBe(-30_000n);
  });
});

describe('is refused, and leaves nothing', () => {
  it('where more is in use than they leave, at the field that leaves less', async () => {
    const { partner, customer } = await partnerWith(world, '100.00', { creditLimit: '300' });
    await allocate(partner, customer, '250.00');
    const creditInUse = (field: string) => ({ code: 'credit_in_use', fields: { [field]: 'credit_in_use' } });
    expect(await refusedUntouched(() => ask(partner, { creditLimit: '149.99' }))).toEqual(creditInUse('creditLimit'));
    expect(await refusedUntouched(() => ask(partner, { creditLimit: '300', designated: '150.01' }))).toEqual(
      creditInUse('designated'),
    );
    expect(await ask(partner, { creditLimit: '300', designated: '150.00' })).toMatchObject({ ok: true });
    expect(await figuresOf(partner)).toMatchObject({ creditUsed: '150.00', available: '0.00', withdrawable: '0.00' });
  });

  it('where nothing would change', async () => {
    const { partner } = await partnerWith(world, '0.00');
    expect(await refusedUntouched(() => ask(partner, {}))).toEqual({ code: 'terms_unchanged', fields: {} });
    await termsFor(world.operator, partner, { creditLimit: '1' });
    expect(await refusedUntouched(() => ask(partner, { creditLimit: '1.00' }))).toMatchObject({
      code: 'terms_unchanged',
    });
  });

  it('for whoever is no partner at the top of a tree, and like an id that names nothing', async () => {
    const nobody = await refusedUntouched(() => ask({ id: newId('organization') }, { creditLimit: '1' }));
    expect(nobody).toEqual({ code: 'organization_not_found', fields: {} });
    const customer = world.customers['S1']?.one;
    for (const other of [world.r1a, world.g1, world.operator, { id: customer?.id ?? world.g1.id }])
      expect(await refusedUntouched(() => ask(other, { creditLimit: '1' }))).toEqual(nobody);
    const abroad = await makeOrganization({ code: 'CRUSD', kind: 'distributor' });
    const own = { ...actorOf(world.operator), currency: 'USD' as const };
    const input = { organizationId: abroad.id, creditLimit: '1', designated: '0', owedInvoices: '0', reason: 'x' };
    expect(await refusedUntouched(() => setTerms(own, freshKey(), input))).toEqual(nobody);
  });

  it.each([
    ['creditLimit', 'amount_negative', { creditLimit: '-1' }],
    ['creditLimit', 'amount_missing', { creditLimit: '' }],
    ['designated', 'amount_too_precise', { designated: '1.001' }],
    ['designated', 'amount_not_a_number', { designated: '1e3' }],
    ['owedInvoices', 'amount_too_large', { owedInvoices: '2147483647.01' }],
    ['owedInvoices', 'amount_missing', { owedInvoices: 3 }],
    ['reason', 'required', { reason: ' ' }],
    ['reason', 'too_long', { reason: 'x'.repeat(257) }],
    ['organizationId', 'invalid_id', { organizationId: 'org_x' }],
  ])('a wrong %s is named as %s', async (field, problem, wrong) => {
    const right = { organizationId: world.s1.id, creditLimit: '9', designated: '0', owedInvoices: '0', reason: 'x' };
    const run = () => setTerms(actorOf(world.operator), freshKey(), { ...right, ...wrong });
    expect(await refusedUntouched(run)).toEqual({ code: 'invalid_input', fields: { [field]: problem } });
  });

  it('to everybody but the operator’s admin and finance', async () => {
    const input = { organizationId: world.s1.id, creditLimit: '9', designated: '0', owedInvoices: '0', reason: 'x' };
    const others = [
      actorOf(world.operator, 'viewer'),
      actorOf(world.operator, 'sales'),
      actorOf(world.s1),
      actorOf(world.d1, 'finance'),
    ];
    for (const who of others)
      expect(await refusedUntouched(() => setTerms(who, freshKey(), input))).toMatchObject({ code: 'not_permitted' });
  });
});

describe('[M6] at once and again', () => {
  it('one request given twice sets them once, and with other content is refused', async () => {
    const { partner } = await partnerWith(world, '0.00');
    const key = freshKey();
    const first = await ask(partner, { creditLimit: '10' }, key);
    expect(await ask(partner, { creditLimit: '10' }, key)).toEqual({ ...first, replayed: true });
    expect(await termsCount(partner)).toBe(1);
    expect(await refusedUntouched(() => ask(partner, { creditLimit: '11' }, key))).toMatchObject({
      code: 'request_reused',
    });
  });

  it('fifty different ones follow one another: each begins where the one before ended, and the floor is the newest', async () => {
    const { partner } = await partnerWith(world, '0.00');
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, n) => decided(() => ask(partner, { creditLimit: `${n + 1}` }))),
    );
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(50);
    const { rows } = await database().execute<{ now: string; was: string; is_newest: boolean }>(
      sql`select credit_limit_minor as now, credit_limit_was_minor as was from credit_terms
        where organization_id = ${sql.param(partner.id, schema.creditTerms.organizationId)} order by created_at, id`,
    );
    expect(rows.map(({ was }) => was)).toEqual(['0', ...rows.slice(0, -1).map(({ now }) => now)]);
    expect(await floorOf(partner)).toBe(-BigInt(rows.at(-1)?.now ?? 0));
  });

  it('are younger than whatever was still posted under the terms before', async () => {
    const { partner } = await partnerWith(world, '5.00');
    const { ledgerAccounts, creditTerms } = schema;
    const { asking, posted } = await inTransaction(async (tx) => {
      const [funds] = await tx
        .select({ id: ledgerAccounts.id })
        .from(ledgerAccounts)
        .where(eq(ledgerAccounts.ownerId, partner.id));
      await tx.execute(sql`select ledger_wait_for_postings(array[${funds?.id}]::bigint[])`);
      const asking = ask(partner, { creditLimit: '10' });
      await vi.waitFor(async () => {
        const { rows } = await test.owner.query(
          'select from pg_stat_activity where datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0',
        );
        expect(rows).toHaveLength(1);
      });
      // As an entry of whoever holds the balance would be stamped.
      const { rows } = await tx.execute<{ now: string }>(sql`select clock_timestamp() as now`);
      return { asking, posted: rows[0]?.now };
    });
    expect(await asking).toMatchObject({ ok: true });
    const isYounger = sql`${creditTerms.createdAt} > ${posted}::timestamptz`;
    expect(await database().$count(creditTerms, and(eq(creditTerms.organizationId, partner.id), isYounger))).toBe(1);
  });

  it('[M1] racing allocations, never below the floor, whoever comes first', async () => {
    const { partner, customer } = await partnerWith(world, '100.00', { creditLimit: '400' });
    const down = Array.from({ length: 5 }, (_, n) => () => ask(partner, { creditLimit: `${400 - 60 * (n + 1)}` }));
    const out = Array.from({ length: 20 }, () => () => allocate(partner, customer, '25.00'));
    const asked = [...out.slice(0, 10), ...down, ...out.slice(10)];
    const outcomes = await Promise.all(asked.map((each) => decided<{ ok: boolean; code?: string }>(each)));
    const spent = outcomes.filter((outcome, n) => outcome.ok && (n < 10 || n >= 15)).length;
    const codes = new Set(outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.code])));
    expect(['insufficient_balance', 'credit_in_use'].filter((code) => codes.delete(code)).length).toBeGreaterThan(0);
    expect([...codes]).toEqual([]);
    const [left, floor] = [await balanceOf(partner), await floorOf(partner)];
    expect(left).toBe(10_000n - BigInt(spent) * 2_500n);
    expect(left).toBeGreaterThanOrEqual(floor);
  });

  it('in both orders: what is set first decides, and what is spent first stays', async () => {
    const { partner, customer } = await partnerWith(world, '100.00', { creditLimit: '400' });
    await termsFor(world.operator, partner, { creditLimit: '50' });
    expect(await allocate(partner, customer, '150.01')).toMatchObject({ code: 'insufficient_balance' });
    expect(await allocate(partner, customer, '150.00')).toMatchObject({ ok: true });
    expect(await ask(partner, { creditLimit: '49.99' })).toMatchObject({ code: 'credit_in_use' });
    expect(await balanceOf(partner)).toBe(-5_000n);
  });

  it.each(['before', 'after'] as const)(
    '[M10] broken off %s any statement leaves all or nothing, and asking again does it',
    async (when) => {
      let isReached = true;
      let statements = 0;
      for (; isReached; statements += 1) {
        const { partner } = await partnerWith(world, '0.00');
        const key = freshKey();
        isReached = await brokenAt(test, statements + 1, when, () => ask(partner, { creditLimit: '5' }, key));
        const count = await termsCount(partner);
        expect(await floorOf(partner)).toBe(count === 1 ? -500n : 0n);
        expect(await ask(partner, { creditLimit: '5' }, key)).toMatchObject({ ok: true, replayed: count === 1 });
        expect([await termsCount(partner), await floorOf(partner)]).toEqual([1, -500n]);
      }
      expect(statements).toBeGreaterThan(8);
    },
  );
});
