import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { uuidOf } from '@/lib/id';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import {
  answerAs,
  askAsCustomer,
  askAsPartner,
  customerActor,
  expectRefused,
  makeChange,
  relationsOf,
  wishInput,
} from '@/tests/relations';
import { actorOf, freshKey, makeCustomer, seedWorld, type World, type WorldCustomer } from '@/tests/world';
import { requestChange } from './request-change';
import { withdrawChange } from './withdraw-change';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
});
afterAll(() => test.close());

describe('how often one may ask', () => {
  const set = (key: string, value: number) =>
    database()
      .insert(schema.settings)
      .values({ organizationId: world.operator.id, rootId: world.operator.rootId, key, value })
      .onConflictDoUpdate({ target: [schema.settings.organizationId, schema.settings.key], set: { value } });
  /** Moves what was asked about a customer back in time. */
  const ago = (customer: WorldCustomer, months: number) =>
    test.owner.query(
      `update association_changes set created_at = created_at - make_interval(months => $2), ended_at = ended_at - make_interval(months => $2) where customer_id = $1`,
      [uuidOf(customer.customerId), months],
    );
  const rejected = async (customer: WorldCustomer, by: 'partner' | 'customer') => {
    const changeId = await makeChange(customer, by);
    await answerAs(customer, by === 'partner' ? 'customer' : 'partner', changeId, false);
  };
  afterEach(() => test.owner.query('delete from settings'));

  it('is once in three months for the partner, counted per customer', async () => {
    const [customer, another] = [
      await makeCustomer(world.s1, 'often', 'resale'),
      await makeCustomer(world.s1, 'often-2', 'resale'),
    ];
    await rejected(customer, 'partner');
    await expectRefused(() => askAsPartner(customer), 'change_too_soon');
    await expectRefused(() => askAsPartner(customer, 'referral'), 'change_too_soon');
    expect(await askAsCustomer(customer)).toMatchObject({ ok: true });
    expect(await askAsPartner(another)).toMatchObject({ ok: true });
  });

  it('begins anew when the months are over', async () => {
    const customer = await makeCustomer(world.s1, 'over', 'resale');
    await rejected(customer, 'partner');
    await ago(customer, 2);
    await expectRefused(() => askAsPartner(customer), 'change_too_soon');
    await ago(customer, 1);
    expect(await askAsPartner(customer)).toMatchObject({ ok: true });
  });

  it('is once in three months for the customer, after which its partner waits as well', async () => {
    const customer = await makeCustomer(world.s1, 'cust', 'resale');
    await rejected(customer, 'customer');
    await expectRefused(() => askAsCustomer(customer), 'change_too_soon');
    await expectRefused(() => askAsPartner(customer), 'change_too_soon');
    await ago(customer, 3);
    expect(await askAsPartner(customer)).toMatchObject({ ok: true });
  });

  it('does not count what was withdrawn', async () => {
    const customer = await makeCustomer(world.s1, 'drawn', 'resale');
    const changeId = await makeChange(customer, 'partner');
    await withdrawChange(actorOf(world.s1), freshKey(), { changeId });
    expect(await askAsPartner(customer)).toMatchObject({ ok: true });
  });

  it('lets a side take back three in a day, and then waits until the first of them is a day old', async () => {
    const customer = await makeCustomer(world.s1, 'thrice', 'resale');
    for (let times = 0; times < 3; times += 1) {
      const changeId = await makeChange(customer, 'partner');
      await withdrawChange(actorOf(world.s1), freshKey(), { changeId });
    }
    await expectRefused(() => askAsPartner(customer), 'change_too_soon');
    expect(await askAsCustomer(customer)).toMatchObject({ ok: true });
  });

  it('follows the settings: more of them, or without a limit', async () => {
    const customer = await makeCustomer(world.s1, 'set', 'resale');
    await set('changes_of_partner_max', 2);
    await rejected(customer, 'partner');
    await rejected(customer, 'partner');
    await expectRefused(() => askAsPartner(customer), 'change_too_soon');
    await set('change_months', 0);
    await rejected(customer, 'partner');
    await rejected(customer, 'customer');
    expect(await askAsCustomer(customer)).toMatchObject({ ok: true });
  });

  it('is for customers too when they want to switch, unless the operator has set that they can only leave', async () => {
    const [customer, bound] = [
      await makeCustomer(world.s1, 'may-switch', 'resale'),
      await makeCustomer(world.s1, 'no-switch', 'resale'),
    ];
    const switchOf = (who: WorldCustomer) => requestChange(customerActor(who), freshKey(), wishInput('referral'));
    const asked = await switchOf(customer);
    expect(await answerAs(customer, 'partner', asked.ok ? asked.id : '', true)).toMatchObject({ ok: true });
    expect((await relationsOf(customer)).map(({ type }) => type).toSorted()).toEqual(['referral', 'resale']);
    await set('customers_may_switch', 0);
    await expectRefused(() => switchOf(bound), 'not_permitted', { audit_entries: 1 });
    expect(await askAsCustomer(bound)).toMatchObject({ ok: true });
  });
});
