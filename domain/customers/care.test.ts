import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import type { Actor } from '@/domain/actor';
import { readScope } from '@/domain/read-scope';
import { newId } from '@/lib/id';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { actorOf, freshKey, makeCustomer, seedWorld, type World, type WorldCustomer } from '@/tests/world';
import { assignAccountManager } from './assign-account-manager';
import { assignAccountManagers } from './assign-account-managers';
import { describeCustomer } from './describe-customer';
import { findCustomer } from './detail-queries';
import { listManagerPeriods } from './manager-queries';
import { withdrawAccountManager } from './withdraw-account-manager';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
});
afterAll(() => test.close());

const foreign = (code: string) => world.customers[code]?.one.customerId ?? newId('customer');
const scopeOf = (who: Actor) => readScope(who, 'customers.read');
const managersOf = async (customers: readonly WorldCustomer[]) => {
  const rows = await database().select().from(schema.associations);
  return customers.map(
    ({ customerId }) => rows.find((row) => row.customerId === customerId && row.endedAt === null)?.accountManagerId,
  );
};
const make = (count: number, code: string) =>
  Promise.all(Array.from({ length: count }, (_, index) => makeCustomer(world.s1, `${code}-${index}`, 'resale')));
async function expectNoEffect(call: () => Promise<unknown>, expected: object, left: object = { audit_entries: 1 }) {
  const before = await rowCounts();
  expect(await call()).toEqual({ ok: false, fields: {}, ...expected });
  expect(grownBy(before, await rowCounts())).toEqual(left);
}

describe('assigning several customers', () => {
  const assign = (who: Actor, customers: readonly unknown[], userId: unknown, key = freshKey()) =>
    assignAccountManagers(who, key, { customers, userId });

  it('puts all of them into one person’s care, with the trail that each alone would leave, once for one key', async () => {
    const customers = await make(3, 'many');
    const ids = customers.map(({ customerId }) => customerId);
    const { sales, admin } = world.s1.users;
    const key = freshKey();
    const before = await rowCounts();
    const outcomes = [
      await assign(actorOf(world.s1), ids, sales, key),
      await assign(actorOf(world.s1), ids, sales, key),
    ];
    expect(outcomes).toMatchObject([{ ok: true, id: sales, replayed: false }, { replayed: true }]);
    expect(grownBy(before, await rowCounts())).toEqual({
      account_manager_periods: 3,
      audit_entries: 4,
      command_receipts: 1,
      outbox_events: 3,
    });
    expect(await managersOf(customers)).toEqual([sales, sales, sales]);
    const events = await database()
      .select()
      .from(schema.outboxEvents)
      .where(eq(schema.outboxEvents.subjectId, ids[0] ?? ''));
    expect(events).toMatchObject([
      {
        kind: 'customer.manager_assigned',
        organizationId: world.s1.id,
        payload: { customerId: ids[0], managerId: sales, managerWas: null },
      },
    ]);
    const entries = await database()
      .select()
      .from(schema.auditEntries)
      .where(sql`subject_id = ${ids[0]} and action = 'customers.assign_manager'`);
    expect(entries.map(({ detail }) => detail)).toEqual([{ manager: sales, managerWas: null }]);
    expect(await assign(actorOf(world.operator), ids, admin)).toMatchObject({ ok: true });
    expect(await managersOf(customers)).toEqual([admin, admin, admin]);
  });

  it('[T3] is all or nothing: one customer of somebody else answers like one that does not exist', async () => {
    const customers = await make(2, 'all');
    const ids = customers.map(({ customerId }) => customerId);
    const { sales } = world.s1.users;
    for (const one of [foreign('S2'), foreign('R1a'), newId('customer')])
      await expectNoEffect(() => assign(actorOf(world.s1), [...ids, one], sales), { code: 'customer_not_found' });
    const { viewer, disabled, finance } = world.s1.users;
    for (const whom of [viewer, disabled, finance, world.s2.users.sales, newId('user')])
      await expectNoEffect(() => assign(actorOf(world.s1), ids, whom), { code: 'user_not_found' });
    // The operator reaches both partners, but nobody is a member of both.
    await expectNoEffect(() => assign(actorOf(world.operator), [...ids, foreign('S2')], sales), {
      code: 'user_not_found',
    });
    expect(await managersOf(customers)).toEqual([null, null]);
  });

  it('[T5] takes one to a hundred ids, one of them as a text, and nothing else', async () => {
    const [customer] = await make(1, 'one');
    const { sales } = world.s1.users;
    const call = (customers: unknown) =>
      assignAccountManagers(actorOf(world.s1), freshKey(), { customers, userId: sales });
    for (const wrong of [[], undefined, 'x', [7], Array.from({ length: 101 }, () => newId('customer'))])
      expect(await call(wrong)).toMatchObject({ ok: false, code: 'invalid_input', fields: expect.anything() });
    expect(await call(customer?.customerId)).toMatchObject({ ok: true });
    expect(await call(Array.from({ length: 200 }, () => customer?.customerId))).toMatchObject({ ok: true });
  });

  it('[T2] is not for people in sales, finance or viewers', async () => {
    const [customer] = await make(1, 'roles');
    for (const role of ['sales', 'finance', 'viewer'] as const)
      await expectNoEffect(() => assign(actorOf(world.s1, role), [customer?.customerId], world.s1.users.sales), {
        code: 'not_permitted',
      });
  });

  it('ends one way when the same customers are assigned to two people at once', async () => {
    const customers = await make(5, 'race');
    const ids = customers.map(({ customerId }) => customerId);
    const { sales, admin } = world.s1.users;
    const outcomes = await Promise.all(
      [sales, admin, sales, admin].map((whom, index) =>
        assign(actorOf(world.s1), index % 2 === 0 ? ids : ids.toReversed(), whom),
      ),
    );
    expect(outcomes.every((outcome) => outcome.ok)).toBe(true);
    expect(new Set(await managersOf(customers)).size).toBe(1);
  });
});

describe('who looked after a customer', () => {
  it('is kept from when to when, and read by its partner and the operator alone', async () => {
    const customer = await makeCustomer(world.s1, 'history', 'resale');
    const { customerId } = customer;
    const { sales, admin } = world.s1.users;
    for (const userId of [sales, admin])
      await assignAccountManager(actorOf(world.s1), freshKey(), { customerId, userId });
    await withdrawAccountManager(actorOf(world.s1), freshKey(), { customerId });
    await assignAccountManager(actorOf(world.s1), freshKey(), { customerId, userId: sales });
    const periods = await listManagerPeriods(scopeOf(actorOf(world.s1)), customerId);
    expect(periods.map(({ id, endedAt }) => [id, endedAt === null])).toEqual([
      [sales, true],
      [admin, false],
      [sales, false],
    ]);
    expect(await listManagerPeriods(scopeOf(actorOf(world.operator)), customerId)).toHaveLength(3);
    expect(await listManagerPeriods(scopeOf(actorOf(world.s1, 'sales')), customerId)).toHaveLength(3);
    for (const who of [actorOf(world.s2), actorOf(world.d1)])
      expect(await listManagerPeriods(scopeOf(who), customerId)).toEqual([]);
  });
});

describe('label and remark', () => {
  const describeIt = (who: Actor, input: object, key = freshKey()) => describeCustomer(who, key, input);

  it('are written by administrators and by the people in sales whose customer it is; empty is nothing', async () => {
    const customer = await makeCustomer(world.s1, 'words', 'resale', { managerId: world.s1.users.sales });
    const { customerId } = customer;
    const before = await rowCounts();
    const key = freshKey();
    const input = { customerId, label: ' 重点 ', remark: 'Prefers to be called in the morning' };
    const outcomes = [await describeIt(actorOf(world.s1), input, key), await describeIt(actorOf(world.s1), input, key)];
    expect(outcomes).toMatchObject([{ ok: true, replayed: false }, { replayed: true }]);
    expect(grownBy(before, await rowCounts())).toEqual({ audit_entries: 1, command_receipts: 1 });
    expect((await findCustomer(scopeOf(actorOf(world.s1)), customerId))?.association).toMatchObject({
      label: '重点',
      remark: 'Prefers to be called in the morning',
    });
    const [entry] = await database()
      .select()
      .from(schema.auditEntries)
      .where(sql`subject_id = ${customerId} and action = 'customers.describe'`);
    expect(entry?.detail).toEqual({ labelWas: 'CNRY-words-label', label: '重点', remarkChanged: true });
    expect(await describeIt(actorOf(world.s1, 'sales'), { customerId })).toMatchObject({ ok: true });
    expect((await findCustomer(scopeOf(actorOf(world.s1)), customerId))?.association).toMatchObject({
      label: null,
      remark: null,
    });
  });

  it('[T3] [T14] are not for customers of others, nor of colleagues', async () => {
    const missing = { code: 'customer_not_found' };
    const write = (who: Actor, customerId: unknown) => describeIt(who, { customerId, label: 'x' });
    for (const id of [foreign('S2'), foreign('D1'), newId('customer')])
      await expectNoEffect(() => write(actorOf(world.s1), id), missing);
    await expectNoEffect(() => write(actorOf(world.s1, 'sales'), foreign('S1')), missing);
    await expectNoEffect(() => write(actorOf(world.d1), foreign('R1a')), missing);
    for (const who of [actorOf(world.operator), actorOf(world.s1, 'finance'), actorOf(world.s1, 'viewer')])
      await expectNoEffect(() => write(who, foreign('S1')), { code: 'not_permitted' });
  });

  it.each([
    ['a label of 65 characters', { label: '标'.repeat(65) }, { label: 'too_long' }],
    ['a remark of 257', { remark: 'x'.repeat(257) }, { remark: 'too_long' }],
  ])('are refused with %s', async (_name, input, fields) => {
    const call = () => describeIt(actorOf(world.s1), { customerId: foreign('S1'), ...input });
    await expectNoEffect(call, { code: 'invalid_input', fields }, {});
  });
});
