import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { allocateFunds } from '@/domain/funds/allocate-funds';
import { reclaimFunds } from '@/domain/funds/reclaim-funds';
import { readScope } from '@/domain/read-scope';
import { newId } from '@/lib/id';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { actorOf, freshKey, fund, makeCustomer, seedWorld, type World, type WorldCustomer } from '@/tests/world';
import { assignAccountManager } from './assign-account-manager';
import { findRevealed } from './detail-queries';
import { freezeCustomer } from './freeze-customer';
import { revealCustomer } from './reveal-customer';
import { unfreezeCustomer } from './unfreeze-customer';
import { withdrawAccountManager } from './withdraw-account-manager';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
  await fund(world, world.s1, '1000.00');
});
afterAll(() => test.close());

const operator = () => actorOf(world.operator);
const customerOf = (code: string): WorldCustomer => {
  const four = world.customers[code];
  if (!four) throw new Error(code);
  return four.one;
};
async function watched<T>(call: () => Promise<T>) {
  const before = await rowCounts();
  const outcome = await call();
  return { outcome, grown: grownBy(before, await rowCounts()) };
}
const managerOf = async (customer: WorldCustomer) => {
  const [row] = await database()
    .select()
    .from(schema.associations)
    .where(eq(schema.associations.customerId, customer.customerId));
  return row?.accountManagerId;
};

describe('freezing a customer', () => {
  it('[T13] [M17] stops allocations from the moment it is acknowledged; what is there can be reclaimed', async () => {
    const customer = await makeCustomer(world.s1, 'frz', 'resale');
    const move = (command: typeof allocateFunds, amount: string) =>
      command(actorOf(world.s1), freshKey(), { customerId: customer.customerId, amount });
    expect(await move(allocateFunds, '10.00')).toMatchObject({ ok: true });
    const input = { customerId: customer.customerId, reason: 'Investigation' };
    const { outcome, grown } = await watched(() => freezeCustomer(operator(), freshKey(), input));
    expect(outcome).toEqual({ ok: true, id: customer.customerId, replayed: false });
    expect(grown).toEqual({ audit_entries: 1, command_receipts: 1, outbox_events: 1 });
    expect(await move(allocateFunds, '1.00')).toMatchObject({ ok: false, code: 'customer_frozen' });
    expect(await move(reclaimFunds, '4.00')).toMatchObject({ ok: true });
    expect(await freezeCustomer(operator(), freshKey(), input)).toMatchObject({ ok: false, code: 'already_frozen' });
    const thaw = { customerId: customer.customerId };
    expect(await unfreezeCustomer(operator(), freshKey(), thaw)).toMatchObject({ ok: true });
    expect(await unfreezeCustomer(operator(), freshKey(), thaw)).toMatchObject({ ok: false, code: 'not_frozen' });
    expect(await move(allocateFunds, '1.00')).toMatchObject({ ok: true });
  });

  it('acts once for one key', async () => {
    const customer = await makeCustomer(world.s2, 'frz-twice', 'resale');
    const key = freshKey();
    const call = () => freezeCustomer(operator(), key, { customerId: customer.customerId, reason: 'once' });
    expect([await call(), await call()]).toMatchObject([{ replayed: false }, { ok: true, replayed: true }]);
  });

  it('is for customers, and for the operator alone', async () => {
    const { customerId } = customerOf('S1');
    const partnerAsCustomer = newId('customer');
    for (const id of [partnerAsCustomer, newId('customer')]) {
      const { outcome, grown } = await watched(() =>
        freezeCustomer(operator(), freshKey(), { customerId: id, reason: 'x' }),
      );
      expect(outcome).toMatchObject({ ok: false, code: 'customer_not_found' });
      expect(grown).toEqual({ audit_entries: 1 });
    }
    for (const who of [actorOf(world.s1), actorOf(world.operator, 'finance')]) {
      expect(await freezeCustomer(who, freshKey(), { customerId, reason: 'x' })).toMatchObject({
        code: 'not_permitted',
      });
      expect(await unfreezeCustomer(who, freshKey(), { customerId })).toMatchObject({ code: 'not_permitted' });
    }
    expect(await freezeCustomer(operator(), freshKey(), { customerId })).toMatchObject({ code: 'invalid_input' });
  });
});

describe('account managers', () => {
  const assign = (who: Parameters<typeof assignAccountManager>[0], customerId: unknown, userId: unknown) =>
    assignAccountManager(who, freshKey(), { customerId, userId });

  it('are assigned and withdrawn by the partner, and by the operator', async () => {
    const customer = await makeCustomer(world.s1, 'managed', 'resale');
    const { outcome, grown } = await watched(() =>
      assign(actorOf(world.s1), customer.customerId, world.s1.users.sales),
    );
    expect(outcome).toEqual({ ok: true, id: customer.customerId, replayed: false });
    expect(grown).toEqual({ account_manager_periods: 1, audit_entries: 1, command_receipts: 1, outbox_events: 1 });
    expect(await managerOf(customer)).toBe(world.s1.users.sales);
    expect(await assign(operator(), customer.customerId, world.s1.users.admin)).toMatchObject({ ok: true });
    expect(await managerOf(customer)).toBe(world.s1.users.admin);
    const key = freshKey();
    const withdraw = () => withdrawAccountManager(actorOf(world.s1), key, { customerId: customer.customerId });
    expect([await withdraw(), await withdraw()]).toMatchObject([{ replayed: false }, { replayed: true }]);
    expect(await managerOf(customer)).toBeNull();
    const entries = await database()
      .select()
      .from(schema.auditEntries)
      .where(sql`subject_id = ${customer.customerId} and action = 'customers.withdraw_manager'`);
    expect(entries.map((entry) => entry.detail)).toEqual([{ managerWas: world.s1.users.admin, manager: null }]);
  });

  it.each([
    ['a viewer', () => world.s1.users.viewer],
    ['finance', () => world.s1.users.finance],
    ['somebody disabled', () => world.s1.users.disabled],
    ['a member of another partner', () => world.s2.users.sales],
    ['nobody there', () => newId('user')],
  ])('cannot be %s', async (_name, whom) => {
    const { outcome, grown } = await watched(() => assign(actorOf(world.s1), customerOf('S1').customerId, whom()));
    expect(outcome).toEqual({ ok: false, code: 'user_not_found', fields: {} });
    expect(grown).toEqual({ audit_entries: 1 });
  });

  it('[T3] are not assigned to customers of others: they answer like an id that names nothing', async () => {
    const foreign = [customerOf('S2'), customerOf('R1a'), customerOf('D2')].map((customer) => customer.customerId);
    const outcomes = await Promise.all(
      [...foreign, newId('customer')].flatMap((id) => [
        assign(actorOf(world.s1), id, world.s1.users.sales),
        withdrawAccountManager(actorOf(world.s1), freshKey(), { customerId: id }),
      ]),
    );
    expect(new Set(outcomes.map((outcome) => JSON.stringify(outcome)))).toEqual(
      new Set([JSON.stringify({ ok: false, code: 'customer_not_found', fields: {} })]),
    );
    expect(await managerOf(customerOf('S2'))).toBeNull();
  });

  it('[T2] [T5] are not changed by other roles, nor with members more', async () => {
    const { customerId } = customerOf('S1');
    const userId = world.s1.users.sales;
    for (const role of ['finance', 'sales', 'viewer'] as const)
      expect(await assign(actorOf(world.s1, role), customerId, userId)).toMatchObject({ code: 'not_permitted' });
    const more = { customerId, userId, organizationId: world.s2.id };
    expect(await assignAccountManager(actorOf(world.s1), freshKey(), more)).toMatchObject({ code: 'invalid_input' });
  });
});

describe('revealing personal data', () => {
  const scopeOf = (who: Parameters<typeof revealCustomer>[0]) => readScope(who, 'customers.read');
  const reveal = (who: Parameters<typeof revealCustomer>[0], customerId: unknown, field: string) =>
    revealCustomer(who, freshKey(), { customerId, field });

  it('[P6] shows one field, to the session that asked, with an audit row that does not hold it', async () => {
    const { customerId } = customerOf('S1');
    const who = actorOf(world.s1, 'finance');
    expect(await findRevealed(scopeOf(who), customerId, who.sessionId)).toEqual({});
    const { outcome, grown } = await watched(() => reveal(who, customerId, 'mobile'));
    expect(outcome).toEqual({ ok: true, id: customerId, replayed: false });
    expect(grown).toEqual({ audit_entries: 1, command_receipts: 1 });
    expect(await findRevealed(scopeOf(who), customerId, who.sessionId)).toEqual({ mobile: '13800001234' });
    const elsewhere = actorOf(world.s1, 'finance');
    expect(await findRevealed(scopeOf(elsewhere), customerId, elsewhere.sessionId)).toEqual({});
    expect(await findRevealed(scopeOf(who), customerOf('S2').customerId, who.sessionId)).toEqual({});
    const [entry] = await database()
      .select()
      .from(schema.auditEntries)
      .where(sql`subject_id = ${customerId} and action = 'customers.reveal'`);
    expect(entry).toMatchObject({ detail: { field: 'mobile' }, sessionId: who.sessionId, userId: who.userId });
  });

  it('ends after a minute, and with the association', async () => {
    const customer = await makeCustomer(world.s1, 'reveal', 'resale');
    const who = actorOf(world.s1);
    await reveal(who, customer.customerId, 'email');
    expect(await findRevealed(scopeOf(who), customer.customerId, who.sessionId)).toEqual({
      email: 'reveal@canary.example',
    });
    await test.owner.query('alter table audit_entries disable trigger audit_entries_keep_rows');
    await test.owner.query(
      `update audit_entries set at = at - interval '61 seconds' where action = 'customers.reveal' and detail ->> 'field' = 'email'`,
    );
    await test.owner.query('alter table audit_entries enable trigger audit_entries_keep_rows');
    expect(await findRevealed(scopeOf(who), customer.customerId, who.sessionId)).toEqual({});
    await reveal(who, customer.customerId, 'email');
    await database()
      .update(schema.associations)
      .set({ endedAt: sql`clock_timestamp()` })
      .where(eq(schema.associations.customerId, customer.customerId));
    expect(await findRevealed(scopeOf(who), customer.customerId, who.sessionId)).toEqual({});
  });

  it('[T3] refuses customers of others, and people in sales those of their colleagues, like a random id', async () => {
    const mine = await makeCustomer(world.s1, 'mine', 'resale', { managerId: world.s1.users.sales });
    const sales = actorOf(world.s1, 'sales');
    expect(await reveal(sales, mine.customerId, 'mobile')).toMatchObject({ ok: true });
    const ids = [customerOf('S1').customerId, customerOf('S2').customerId, newId('customer')];
    const outcomes = await Promise.all(ids.map((id) => reveal(sales, id, 'mobile')));
    expect(outcomes).toEqual(ids.map(() => ({ ok: false, code: 'customer_not_found', fields: {} })));
  });

  it('[T2] is not for viewers, and knows only the fields there are', async () => {
    const { customerId } = customerOf('S1');
    expect(await reveal(actorOf(world.s1, 'viewer'), customerId, 'mobile')).toMatchObject({ code: 'not_permitted' });
    expect(await reveal(actorOf(world.s1), customerId, 'passwordHash')).toMatchObject({ code: 'invalid_input' });
  });
});
