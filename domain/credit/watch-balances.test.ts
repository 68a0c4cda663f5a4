import { sql } from 'drizzle-orm';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { database, inTransaction, schema } from '@/db/client';
import { deliverEvents } from '@/domain/notices/deliver-events';
import { type Id, uuidOf } from '@/lib/id';
import { atOnceMax } from '@/tests/at-once';
import { brokenAt } from '@/tests/broken-at';
import { allocate, partnerWith, termsFor } from '@/tests/credit';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { answerAs, customerActor, makeChange } from '@/tests/relations';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { actorOf, freshKey, seedWorld, type World, type WorldCustomer, type WorldOrganization } from '@/tests/world';
import { reclaimFunds } from '../funds/reclaim-funds';
import { setThreshold } from './set-threshold';
import { watchBalances } from './watch-balances';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase({ max: atOnceMax + 2 });
  process.env['DATABASE_URL'] = test.appUrl; // lib/env.ts asks for it; nothing connects by it
  world = await seedWorld();
});
afterEach(booksAreRight);
afterAll(() => test.close());

const reclaim = (partner: WorldOrganization, { customerId }: WorldCustomer, amount: string) =>
  reclaimFunds(actorOf(partner), freshKey(), { customerId, amount });

async function thresholdFor(partner: WorldOrganization, amount: string, customer?: WorldCustomer) {
  const input = { amount, customerId: customer?.customerId ?? null };
  const outcome = await setThreshold(actorOf(partner, 'finance'), freshKey(), input);
  if (!outcome.ok) throw new Error(outcome.code);
  return outcome.id;
}
const rowOf = async (id: Id<'balanceThreshold'>) => {
  const { balanceThresholds } = schema;
  const [row] = await database()
    .select()
    .from(balanceThresholds)
    .where(sql`id = ${uuidOf(id)}::uuid`);
  return row;
};
/** How often a threshold has alerted. */
const alertsOf = async (id: Id<'balanceThreshold'>): Promise<number> =>
  (await database().select().from(schema.outboxEvents).where(sql`kind = 'balance.low' and subject_id = ${id}`)).length;
/** Lets the job run until nothing is left. */
async function watch(): Promise<void> {
  while ((await watchBalances()) > 0);
}

describe('the job that watches balances', () => {
  it('alerts once when a balance falls below, is armed again above, and alerts again', async () => {
    const { partner, customer } = await partnerWith(world, '100.00');
    const id = await thresholdFor(partner, '50.00');
    await watch();
    expect([await alertsOf(id), (await rowOf(id))?.isCrossed]).toEqual([0, false]);
    await allocate(partner, customer, '50.00');
    await watch();
    expect(await alertsOf(id)).toBe(0); // exactly at the threshold is not below it
    await allocate(partner, customer, '0.01');
    const before = await rowCounts();
    await watch();
    await watch();
    expect(grownBy(before, await rowCounts())).toEqual({ audit_entries: 1, outbox_events: 1 });
    expect(await rowOf(id)).toMatchObject({ isCrossed: true, crossedAt: expect.any(Date) });
    await allocate(partner, customer, '10.00');
    await watch();
    expect(await alertsOf(id)).toBe(1);
    await reclaim(partner, customer, '20.00');
    await watch();
    expect(await rowOf(id)).toMatchObject({ isCrossed: false, crossedAt: null });
    await allocate(partner, customer, '30.00');
    await watch();
    expect(await alertsOf(id)).toBe(2);
  });

  it('counts what can be allocated: with credit, and without what is earmarked', async () => {
    const { partner, customer } = await partnerWith(world, '100.00');
    const id = await thresholdFor(partner, '50.00');
    await termsFor(world.operator, partner, { creditLimit: '200', designated: '20' });
    await allocate(partner, customer, '230.00');
    await watch();
    expect(await alertsOf(id)).toBe(0);
    await allocate(partner, customer, '0.01');
    await watch();
    expect(await alertsOf(id)).toBe(1);
    const [event] = await database().select().from(schema.outboxEvents).where(sql`subject_id = ${id}`);
    expect(event?.payload).toMatchObject({ kind: 'own', amount: '50.00', available: '49.99', currency: 'CNY' });
    await termsFor(world.operator, partner, { creditLimit: '201', designated: '20' });
    await watch();
    expect((await rowOf(id))?.isCrossed).toBe(false);
  });

  it('is not told of a threshold again when it moves while the balance stays below', async () => {
    const { partner } = await partnerWith(world, '10.00');
    const id = await thresholdFor(partner, '50.00');
    await watch();
    await thresholdFor(partner, '80.00');
    await watch();
    expect(await alertsOf(id)).toBe(1);
    await thresholdFor(partner, '5.00');
    await watch();
    expect((await rowOf(id))?.isCrossed).toBe(false);
  });

  it('run at once by several, or broken off and resumed, alerts once', async () => {
    const { partner } = await partnerWith(world, '1.00');
    const id = await thresholdFor(partner, '2.00');
    await Promise.all(Array.from({ length: 8 }, () => watch()));
    await watch();
    expect(await alertsOf(id)).toBe(1);
    let isReached = true;
    let statements = 0;
    for (; isReached; statements += 1) {
      const next = await partnerWith(world, '1.00');
      const threshold = await thresholdFor(next.partner, '2.00');
      isReached = await brokenAt(test, statements + 1, statements % 2 ? 'before' : 'after', watchBalances);
      await watch();
      expect([await alertsOf(threshold), (await rowOf(threshold))?.isCrossed]).toEqual([1, true]);
    }
    expect(statements).toBeGreaterThan(3);
  });

  it('passes by a threshold that another holds', async () => {
    const { partner } = await partnerWith(world, '1.00');
    const id = await thresholdFor(partner, '2.00');
    await inTransaction(async (tx) => {
      await tx.execute(sql`select 1 from balance_thresholds where id = ${uuidOf(id)}::uuid for update`);
      expect(await watchBalances()).toBe(0);
    });
    expect([await watchBalances(), await watchBalances()]).toEqual([1, 0]);
  });

  it('looks at a part of them at a time where there are many, and comes round', async () => {
    const client = new pg.Client({ connectionString: test.superUrl });
    await client.connect();
    await client.query('set session_replication_role = replica');
    // Of customers that are nobody's, and before every other in order.
    await client.query(`insert into balance_thresholds (id, organization_id, root_id, customer_id, threshold_minor, currency, user_id)
      select ('00000000-0000-0000-0000-' || lpad(to_hex(i), 12, '0'))::uuid, gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 1, 'CNY', gen_random_uuid()
        from generate_series(1, 2500) i`);
    const { partner } = await partnerWith(world, '1.00');
    const id = await thresholdFor(partner, '2.00');
    expect([await watchBalances(), await alertsOf(id)]).toEqual([0, 0]);
    expect([await watchBalances(), await alertsOf(id)]).toEqual([1, 1]);
    expect([await watchBalances(), await watchBalances(), await watchBalances()]).toEqual([0, 0, 0]);
    await client.query(`delete from balance_thresholds where id < '00000000-0000-0000-0001-000000000000'`);
    await client.end();
    await watchBalances();
    await watchBalances();
    expect(await alertsOf(id)).toBe(1);
  });

  it('watches a partner’s customer until it leaves, and is silent afterwards', async () => {
    const { partner, customer } = await partnerWith(world, '100.00');
    await allocate(partner, customer, '40.00');
    const id = await thresholdFor(partner, '30.00', customer);
    await watch();
    expect(await alertsOf(id)).toBe(0);
    await answerAs(customer, 'partner', await makeChange(customer, 'customer'), true);
    await watch();
    expect(await alertsOf(id)).toBe(0);
  });
});

describe('who is told', () => {
  const toldOf = async (id: Id<'balanceThreshold'>) => {
    while ((await deliverEvents()) > 0);
    const notices = await database()
      .select()
      .from(schema.notices)
      .where(sql`kind = 'balance.low' and subject_id = ${id}`);
    return notices.map(({ organizationId, userId }) => [organizationId, userId]);
  };
  const cashiers = ({ id, users }: WorldOrganization) => [users.admin, users.finance].map((user) => [id, user]);

  it('a partner of its own balance and of its customer’s, by notice and mail; nobody at the customer', async () => {
    const { partner, customer } = await partnerWith(world, '10.00');
    const [own, theirs] = [await thresholdFor(partner, '50.00'), await thresholdFor(partner, '1.00', customer)];
    while ((await deliverEvents()) > 0);
    await watch();
    const before = await rowCounts();
    expect((await toldOf(own)).toSorted()).toEqual(cashiers(partner).toSorted());
    expect((await toldOf(theirs)).toSorted()).toEqual(cashiers(partner).toSorted());
    const mails = await database()
      .select()
      .from(schema.outgoingMessages)
      .where(sql`organization_id = ${uuidOf(partner.id)}::uuid and template = 'notice'`);
    expect(mails).toHaveLength(4);
    expect(mails.some(({ body }) => body?.includes('50.00 CNY'))).toBe(true);
    expect(mails.some(({ body }) => body?.includes(`CNRY-${customer.code}-name`))).toBe(true);
    await watch();
    while ((await deliverEvents()) > 0);
    expect(grownBy(before, await rowCounts())).toMatchObject({ notices: 4, outgoing_messages: 4 });
  });

  it('a customer of its own balance; nobody at its partner', async () => {
    const { customer } = await partnerWith(world, '10.00');
    const outcome = await setThreshold(customerActor(customer), freshKey(), { customerId: '', amount: '5.00' });
    if (!outcome.ok) throw new Error(outcome.code);
    await watch();
    expect((await toldOf(outcome.id)).toSorted()).toEqual(cashiers(customer).toSorted());
  });

  it('a partner’s admin and finance of new terms', async () => {
    const { partner } = await partnerWith(world, '10.00');
    const id = await termsFor(world.operator, partner, { creditLimit: '77' });
    while ((await deliverEvents()) > 0);
    const notices = await database().select().from(schema.notices).where(sql`subject_id = ${id}`);
    expect(notices.map(({ userId }) => userId).toSorted()).toEqual(
      [partner.users.admin, partner.users.finance].toSorted(),
    );
    expect(notices[0]?.payload).toMatchObject({ amount: '77.00', currency: 'CNY' });
  });
});
