import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import type { Actor } from '@/domain/actor';
import { allocateFunds } from '@/domain/funds/allocate-funds';
import { readScope } from '@/domain/read-scope';
import { pageRequest } from '@/lib/cursor';
import { newId, wireIdOf } from '@/lib/id';
import { formatMoney } from '@/lib/money';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { actorOf, freshKey, fund, makeCustomer, seedWorld, type World } from '@/tests/world';
import type { CustomerFilter } from './customer-filter';
import { findCustomer } from './detail-queries';
import { countCustomers, countMax, listAccountManagers, listCustomers, searchCustomers } from './queries';
import { findReseller, listResellers } from './reseller-queries';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
  await fund(world, world.s1, '100.00');
  await allocateFunds(actorOf(world.s1), freshKey(), { customerId: s1().one.customerId, amount: '12.34' });
});
afterAll(() => test.close());

const s1 = () => {
  const four = world.customers['S1'];
  if (!four) throw new Error('S1 has customers');
  return four;
};
const list = { key: 'instant', id: 'association' } as const;
const scopeOf = (who: Actor) => readScope(who, 'customers.read');
const page = (params: { after?: string | undefined; before?: string | undefined } = {}, limit = 50) =>
  pageRequest(params, list, limit);
const namesOf = async (who: Actor, filter: CustomerFilter = {}) =>
  (await listCustomers(scopeOf(who), filter, page())).rows.map((row) => row.name).toSorted();

describe('the list of customers', () => {
  it('[T3] holds those of the reader and of nobody else; the operator sees all, each with its partner', async () => {
    const own = ['S1-1', 'S1-2', 'S1-frz', 'S1-ref'].map((code) => `CNRY-${code}-name`);
    expect(await namesOf(actorOf(world.s1))).toEqual(own);
    expect(await namesOf(actorOf(world.s1, 'viewer'))).toEqual(own);
    const { rows } = await listCustomers(scopeOf(actorOf(world.operator)), {}, page());
    expect(rows).toHaveLength(8 * 4);
    expect(rows.find((row) => row.name === 'CNRY-R1a-1-name')?.partner.name).toBe('CNRY-R1a-name');
    expect(await namesOf(actorOf(world.operator), { partnerId: world.s1.id })).toEqual(own);
    expect(await namesOf(actorOf(world.s1), { partnerId: world.s2.id })).toEqual([]);
    expect(await namesOf(actorOf(world.d1))).not.toContain('CNRY-R1a-1-name');
  });

  it('[P6] masks mobile numbers and shows the balance', async () => {
    const { rows } = await listCustomers(scopeOf(actorOf(world.s1)), {}, page());
    const shown = rows.find((row) => row.id === s1().one.customerId);
    expect(shown).toMatchObject({ mobile: '138****1234', state: 'active', type: 'resale', manager: null });
    expect(shown && formatMoney(shown.balance)).toBe('12.34');
    expect(JSON.stringify(rows, (_key, value) => (typeof value === 'bigint' ? String(value) : value))).not.toContain(
      '13800001234',
    );
  });

  it('[T14] [T10] shows people in sales their own, in list, count, search and detail', async () => {
    const sales = actorOf(world.s2, 'sales');
    const mine = await makeCustomer(world.s2, 'S2-mine', 'resale', { managerId: world.s2.users.sales });
    expect(await namesOf(sales)).toEqual(['CNRY-S2-mine-name']);
    expect(await countCustomers(scopeOf(sales), {})).toBe(1);
    expect(await searchCustomers(scopeOf(sales), 'S2')).toMatchObject([{ id: mine.customerId }]);
    expect(await findCustomer(scopeOf(sales), mine.customerId)).toMatchObject({ name: 'CNRY-S2-mine-name' });
    const others = world.customers['S2']?.one.customerId ?? newId('customer');
    expect(await findCustomer(scopeOf(sales), others)).toBeUndefined();
    const both = actorOf(world.s2, 'sales', { roles: ['sales', 'finance'] });
    expect(await namesOf(both)).toHaveLength(5);
  });

  it.each([
    ['type', { type: 'referral' }, ['S1-ref']],
    ['state', { state: 'frozen' }, ['S1-frz']],
    ['a balance', { balance: 'positive' }, ['S1-1']],
    ['no balance', { balance: 'zero', type: 'resale' }, ['S1-2', 'S1-frz']],
    ['no manager', { managerId: 'none' }, ['S1-1', 'S1-2', 'S1-frz', 'S1-ref']],
    ['a manager', { managerId: newId('user') }, []],
    ['part of a name in any case', { q: 'cnry-s1-R' }, ['S1-ref']],
    ['two letters', { q: 'z-' }, ['S1-frz']],
    ['a mobile number', { q: '138 0000 1234' }, ['S1-1', 'S1-2', 'S1-frz', 'S1-ref']],
    ['part of a number', { q: '1380000' }, []],
    ['a blank', { q: '  ' }, ['S1-1', 'S1-2', 'S1-frz', 'S1-ref']],
    ['a NUL and half a character', { q: '\0\ud800' }, []],
  ] satisfies [string, CustomerFilter, string[]][])(
    'filters by %s, and counts the same',
    async (_name, filter, codes) => {
      expect(await namesOf(actorOf(world.s1), filter)).toEqual(codes.map((code) => `CNRY-${code}-name`));
      expect(await countCustomers(scopeOf(actorOf(world.s1)), filter)).toBe(codes.length);
    },
  );

  it('finds a whole id in both forms, and only one in reach', async () => {
    const { customerId } = s1().two;
    for (const q of [customerId, customerId.toUpperCase(), wireIdOf(customerId)])
      expect(await namesOf(actorOf(world.s1), { q })).toEqual(['CNRY-S1-2-name']);
    const foreign = world.customers['S2']?.one.customerId ?? newId('customer');
    for (const q of [foreign, wireIdOf(foreign), newId('customer'), wireIdOf(newId('customer'))])
      expect(await namesOf(actorOf(world.s1), { q })).toEqual([]);
  });

  it('[I11] takes %, _ and \\ as they are', async () => {
    await makeCustomer(world.g1, '100%_\\x', 'resale');
    const who = actorOf(world.g1);
    for (const q of ['100%', '%_', '_\\', '\\x'])
      expect(await namesOf(who, { q }), q).toEqual([String.raw`CNRY-100%_\x-name`]);
    for (const q of ['1%x', 'C_RY', '\\', "'; drop table users; --"])
      expect(await namesOf(who, { q }), q).toEqual(q === '\\' ? [String.raw`CNRY-100%_\x-name`] : []);
  });

  it('pages without a gap or a repeat, also while customers are added', async () => {
    const who = scopeOf(actorOf(world.d2));
    for (let index = 0; index < 7; index += 1) await makeCustomer(world.d2, `D2-p${index}`, 'resale');
    const seen: string[] = [];
    let next: string | undefined;
    do {
      const part = await listCustomers(who, {}, page({ after: next }, 3));
      seen.push(...part.rows.map((row) => row.id));
      next = part.after;
      await makeCustomer(world.d2, 'D2-later', 'resale');
    } while (next);
    expect(new Set(seen).size).toBe(11);
    expect(seen).toHaveLength(11);
  });

  it('stops counting at the most it promises', async () => {
    expect(countMax).toBe(10_000);
    expect(await countCustomers(scopeOf(actorOf(world.operator)), {})).toBeGreaterThan(32);
  });

  it('says who may look after a customer, of the own organization only', async () => {
    const managers = await listAccountManagers(scopeOf(actorOf(world.s1)), world.s1.id);
    expect(managers.map(({ name }) => name).toSorted()).toEqual(['CNRY-S1-user-admin', 'CNRY-S1-user-sales']);
    expect(await listAccountManagers(scopeOf(actorOf(world.s1)), world.s2.id)).toEqual([]);
    expect(await listAccountManagers(scopeOf(actorOf(world.operator)), world.s2.id)).toHaveLength(2);
  });
});

describe('one customer', () => {
  it('[T3] answers for one of others as for one that does not exist', async () => {
    const who = scopeOf(actorOf(world.s1));
    const foreign = ['S2', 'R1a', 'D1', 'G1'].map((code) => world.customers[code]?.one.customerId);
    for (const id of [...foreign, newId('customer')]) {
      expect(await findCustomer(who, id ?? newId('customer'))).toBeUndefined();
    }
  });

  it('[P6] is masked, and tells the reason of a freeze to the operator alone', async () => {
    const { customerId } = s1().frozen;
    const shown = await findCustomer(scopeOf(actorOf(world.s1)), customerId);
    expect(shown).toMatchObject({
      state: 'frozen',
      frozenReason: null,
      mobile: '138****1234',
      email: 's***@canary.example',
      association: { type: 'resale', partner: { id: world.s1.id }, manager: null },
    });
    expect(await findCustomer(scopeOf(actorOf(world.operator)), customerId)).toMatchObject({
      frozenReason: 'CNRY-S1-frz-reason',
    });
  });

  it('leaves its partner with the association; the operator still sees it', async () => {
    const customer = await makeCustomer(world.s1, 'parted', 'resale');
    await database()
      .update(schema.associations)
      .set({ endedAt: sql`clock_timestamp()` })
      .where(eq(schema.associations.customerId, customer.customerId));
    expect(await findCustomer(scopeOf(actorOf(world.s1)), customer.customerId)).toBeUndefined();
    expect(await findCustomer(scopeOf(actorOf(world.operator)), customer.customerId)).toMatchObject({
      association: null,
    });
  });
});

describe('resellers', () => {
  const scope = (who: Actor) => readScope(who, 'resellers.read');
  const resellers = async (who: Actor, filter = {}) => {
    const request = pageRequest({}, { key: 'instant', id: 'organization' });
    return (await listResellers(scope(who), filter, request)).rows.map((row) => row.name).toSorted();
  };

  it('[T3] are those of the distributor itself, masked', async () => {
    expect(await resellers(actorOf(world.d1))).toEqual(['CNRY-R1a-name', 'CNRY-R1b-name']);
    expect(await resellers(actorOf(world.d1), { q: 'r1B' })).toEqual(['CNRY-R1b-name']);
    expect(await resellers(actorOf(world.d1), { q: world.r2a.id })).toEqual([]);
    expect(await resellers(actorOf(world.d1), { q: wireIdOf(world.r1a.id) })).toEqual(['CNRY-R1a-name']);
    expect(await resellers(actorOf(world.d1), { state: 'frozen' })).toEqual([]);
    expect(await findReseller(scope(actorOf(world.d1)), world.r1a.id)).toMatchObject({
      mobile: '138****1234',
      email: 'r***@canary.example',
    });
    for (const id of [world.r2a.id, world.d1.id, world.s1.id, newId('organization')])
      expect(await findReseller(scope(actorOf(world.d1)), id)).toBeUndefined();
  });

  it('are not for others', () => {
    for (const who of [actorOf(world.s1), actorOf(world.r1a), actorOf(world.d1, 'sales')])
      expect(() => scope(who)).toThrow('not_permitted');
  });
});
