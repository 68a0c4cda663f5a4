import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import type { Actor } from '@/domain/actor';
import { freezeCustomer } from '@/domain/customers/freeze-customer';
import { readScope } from '@/domain/read-scope';
import { decodeCursor } from '@/lib/cursor';
import { asKind, newId, wireIdOf } from '@/lib/id';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { answerAs, askAsPartner, customerActor, makeChange, makeFundedCustomer } from '@/tests/relations';
import {
  actorOf,
  canary,
  freshKey,
  fund,
  makeCustomer,
  seedWorld,
  type World,
  type WorldCustomer,
} from '@/tests/world';
import { addContact } from './add-contact';
import { findOwnContact, findOwnPartner, listOwnContacts } from './partner-queries';
import { checkChange } from './pre-check-queries';
import { findChange, listChanges } from './queries';

let test: TestDatabase;
let world: World;
/** Of S1: one that has left with 5.00, one that is asked to leave and looked after by sales, one that wants to. Of S2: one. */
let left: WorldCustomer;
let asked: WorldCustomer;
let wants: WorldCustomer;
let foreign: WorldCustomer;
const ids = {
  left: newId('associationChange'),
  asked: newId('associationChange'),
  wants: newId('associationChange'),
  foreign: newId('associationChange'),
};
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
  await fund(world, world.s1, '100.00');
  left = await makeFundedCustomer(world.s1, 'left', '5.00');
  asked = await makeCustomer(world.s1, 'asked', 'referral', { managerId: world.s1.users.sales });
  wants = await makeFundedCustomer(world.s1, 'wants', '7.00');
  foreign = await makeCustomer(world.s2, 'foreign', 'resale');
  ids.left = await makeChange(left, 'customer');
  await answerAs(left, 'partner', ids.left, true);
  ids.asked = await makeChange(asked, 'partner', 'resale');
  ids.wants = await makeChange(wants, 'customer');
  ids.foreign = await makeChange(foreign, 'partner');
});
afterAll(() => test.close());

const scopeOf = (who: Actor) => readScope(who, 'association_changes.read');
const found = async (who: Actor, filter: Parameters<typeof listChanges>[1] = {}) =>
  (await listChanges(scopeOf(who), filter, { limit: 50 })).rows.map(({ id }) => id);

describe('the records', () => {
  it('[T3] are seen by both sides, by people in sales as far as their customers go, and by nobody else', async () => {
    const all = [ids.wants, ids.asked, ids.left];
    for (const role of ['admin', 'finance', 'viewer'] as const)
      expect(await found(actorOf(world.s1, role))).toEqual(all);
    expect(await found(actorOf(world.s1, 'sales'))).toEqual([ids.asked]);
    expect(await found(actorOf(world.s2))).toEqual([ids.foreign]);
    expect(await found(actorOf(world.d1))).toEqual([]);
    expect(await found(customerActor(left))).toEqual([ids.left]);
    expect(await found(actorOf(wants, 'viewer'))).toEqual([ids.wants]);
  });

  it('[T3] of others are like those that do not exist, one by one too', async () => {
    const strangers = [actorOf(world.s1), customerActor(wants), actorOf(world.d1)];
    for (const who of strangers)
      for (const id of [ids.foreign, newId('associationChange')])
        expect(await findChange(scopeOf(who), id)).toBeUndefined();
    expect(await findChange(scopeOf(actorOf(world.s1, 'sales')), ids.wants)).toBeUndefined();
    expect(await findChange(scopeOf(actorOf(world.s1, 'sales')), ids.asked)).toMatchObject({ id: ids.asked });
  });

  it('stay with a former partner, without a way to the customer', async () => {
    const line = await findChange(scopeOf(actorOf(world.s1)), ids.left);
    expect(line).toMatchObject({
      state: 'completed',
      startedBy: 'customer',
      returned: { minor: 500n },
      adjustmentId: asKind('adjustment', ids.left),
      isCustomerOwn: false,
      wouldReturn: null,
      askedBy: null,
      endedBy: canary('S1', 'user-admin'),
    });
    expect(await findChange(scopeOf(customerActor(left)), ids.left)).toMatchObject({
      askedBy: canary('left', 'user-admin'),
      endedBy: null,
    });
    expect(await findChange(scopeOf(actorOf(world.s1)), ids.wants)).toMatchObject({
      isCustomerOwn: true,
      wouldReturn: { minor: 700n },
      returned: null,
      adjustmentId: null,
    });
    expect(await findChange(scopeOf(actorOf(world.s1)), ids.asked)).toMatchObject({ wouldReturn: null });
  });

  it('are filtered by customer, kind, state, side and day', async () => {
    const who = actorOf(world.s1);
    const [today] = (
      await database().execute<{ day: string }>(
        sql`select to_char(now() at time zone 'Asia/Shanghai', 'YYYY-MM-DD') as day`,
      )
    ).rows;
    const day = today?.day ?? '';
    const all = [ids.wants, ids.asked, ids.left];
    const cases: [Parameters<typeof listChanges>[1], string[]][] = [
      [{ customer: wants.customerId }, [ids.wants]],
      [{ customer: wireIdOf(wants.customerId) }, [ids.wants]],
      [{ customer: 'cnry-WANTS' }, [ids.wants]],
      [{ customer: '%' }, []],
      [{ customer: foreign.customerId }, []],
      [{ kind: 'switch' }, [ids.asked]],
      [{ kind: 'nothing' }, []],
      [{ state: 'submitted' }, [ids.wants, ids.asked]],
      [{ state: 'completed', startedBy: 'customer' }, [ids.left]],
      [{ startedBy: 'partner' }, [ids.asked]],
      [{ from: day, to: day }, all],
      [{ to: '2020-01-01' }, []],
      [{ from: '2026-13-01' }, []],
    ];
    for (const [filter, expected] of cases) expect([filter, await found(who, filter)]).toEqual([filter, expected]);
  });

  it('are paged without a gap, there and back', async () => {
    const scope = scopeOf(actorOf(world.s1));
    const list = { key: 'instant', id: 'associationChange' } as const;
    const first = await listChanges(scope, {}, { limit: 2 });
    const second = await listChanges(scope, {}, { limit: 2, after: decodeCursor(first.after, list) });
    expect([...first.rows, ...second.rows].map(({ id }) => id)).toEqual([ids.wants, ids.asked, ids.left]);
    const back = await listChanges(scope, {}, { limit: 2, before: decodeCursor(second.before, list) });
    expect(back.rows).toEqual(first.rows);
  });
});

describe('the pre-check', () => {
  const check = (who: Actor, kind: 'disassociate' | 'switch', customer?: WorldCustomer) =>
    checkChange(readScope(who, 'association_changes.request'), kind, customer?.customerId);
  const failedOf = (pre: Awaited<ReturnType<typeof check>>) =>
    pre?.checks.filter(({ isPassed }) => !isPassed).map((each) => each.check);

  it('says what would go back, and names the type a switch leads to', async () => {
    const customer = await makeFundedCustomer(world.s1, 'pre', '9.99');
    const pre = await check(actorOf(world.s1), 'switch', customer);
    expect(failedOf(pre)).toEqual([]);
    expect(pre).toMatchObject({ type: 'resale', toType: 'referral', wouldReturn: { minor: 999n }, openId: null });
    expect(await check(customerActor(customer), 'disassociate')).toMatchObject({
      toType: null,
      wouldReturn: { minor: 999n },
    });
    const referral = world.customers['S1']?.referral;
    expect(await check(actorOf(world.s1), 'switch', referral)).toMatchObject({
      toType: 'resale',
      wouldReturn: { minor: 0n },
    });
  });

  it('names each thing that is in the way, as the command would refuse it', async () => {
    const customer = await makeCustomer(world.s1, 'ways', 'resale');
    expect(failedOf(await check(actorOf(world.s1), 'disassociate', wants))).toEqual([
      'nothing_open',
      'long_enough_ago',
    ]);
    expect(await check(actorOf(world.s1), 'disassociate', wants)).toMatchObject({ openId: ids.wants });
    await database()
      .update(schema.customers)
      .set({ obstacles: ['unpaid_bills', 'enterprise_master'] })
      .where(eq(schema.customers.id, customer.customerId));
    await freezeCustomer(actorOf(world.operator), freshKey(), { customerId: customer.customerId, reason: 'Test' });
    const pre = await check(actorOf(world.s1), 'disassociate', customer);
    expect(failedOf(pre)).toEqual(['customer_active', 'unpaid_bills']);
    expect(await askAsPartner(customer)).toMatchObject({ code: 'customer_frozen' });
  });

  it('tells from when on one may ask again', async () => {
    const customer = await makeCustomer(world.s1, 'when', 'resale');
    const changeId = await makeChange(customer, 'partner');
    await answerAs(customer, 'customer', changeId, false);
    const pre = await check(actorOf(world.s1), 'disassociate', customer);
    const [row] = (
      await database().execute<{ at: Date }>(
        sql`select created_at + interval '3 months' as at from association_changes where customer_id = ${sql.param(customer.customerId, schema.associationChanges.customerId)}`,
      )
    ).rows;
    expect(pre?.possibleAt).toEqual(new Date(row?.at ?? 0));
    expect(await check(customerActor(customer), 'disassociate')).toMatchObject({ possibleAt: null });
  });

  it('[T3] of a customer out of reach is like one of nobody', async () => {
    for (const customer of [foreign, left])
      expect(await check(actorOf(world.s1), 'disassociate', customer)).toBeUndefined();
    expect(await check(actorOf(world.s1), 'disassociate')).toBeUndefined();
    expect(await check(customerActor(left), 'disassociate')).toBeUndefined();
    expect(await check(customerActor(wants), 'disassociate', asked)).toMatchObject({
      customer: { id: wants.customerId },
    });
  });
});

describe('the partner of a customer', () => {
  const partnerOf = (customer: WorldCustomer) => findOwnPartner(readScope(actorOf(customer, 'viewer'), 'partner.read'));

  it('is shown with its contacts, and with its administrator while there are none', async () => {
    expect(await partnerOf(foreign)).toMatchObject({
      name: canary('S2', 'name'),
      type: 'resale',
      contacts: [],
      administrator: { name: canary('S2', 'user-admin') },
      consents: [],
    });
    const made = await addContact(actorOf(world.s2), freshKey(), { name: 'Lan', email: 'lan@s2.example' });
    expect(await partnerOf(foreign)).toMatchObject({ contacts: [{ name: 'Lan', mobile: null }], administrator: null });
    const scope = (who: Actor) => readScope(who, 'contacts.manage');
    expect(await listOwnContacts(scope(actorOf(world.s2)))).toMatchObject({ contacts: [{ name: 'Lan' }], max: 5 });
    expect(await listOwnContacts(scope(actorOf(world.s1)))).toEqual({ contacts: [], max: 5 });
    if (!made.ok) throw new Error(made.code);
    expect(await findOwnContact(scope(actorOf(world.s2)), made.id)).toMatchObject({ name: 'Lan' });
    expect(await findOwnContact(scope(actorOf(world.s1)), made.id)).toBeUndefined();
  });

  it('comes with what was agreed to, also after the type was switched', async () => {
    const customer = await makeCustomer(world.s1, 'agreed', 'resale');
    const [relation] = await database()
      .select()
      .from(schema.associations)
      .where(eq(schema.associations.customerId, customer.customerId));
    const consent = {
      id: newId('consent'),
      organizationId: customer.id,
      rootId: customer.rootId,
      associationId: relation?.id ?? newId('association'),
      partnerId: world.s1.id,
      userId: customer.users.admin,
      document: 'partner_notice' as const,
      version: '1',
      language: 'en' as const,
    };
    await database().insert(schema.consents).values(consent);
    await answerAs(customer, 'customer', await makeChange(customer, 'partner', 'referral'), true);
    expect(await partnerOf(customer)).toMatchObject({
      type: 'referral',
      consents: [{ document: 'partner_notice', version: '1', language: 'en', agreedAt: expect.any(Date) }],
    });
  });

  it('is nobody once it has left', async () => {
    expect(await partnerOf(left)).toBeUndefined();
  });
});
